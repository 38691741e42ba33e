import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";

/** Where a service manager or a bare shell may have left PATH short; the scanners of a distribution live here. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export function executablePath(): string {
  return process.env.PATH || defaultPath;
}

/** Absolute path of a program, or null. Relative PATH entries are ignored: they would name a file in the job's own folder. */
export async function findExecutable(name: string, searchPath = executablePath()): Promise<string | null> {
  const candidates = path.isAbsolute(name)
    ? [name]
    : name.includes("/")
      ? []
      : searchPath
          .split(path.delimiter)
          .filter(path.isAbsolute)
          .map((folder) => path.join(folder, name));
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not here; the next entry of the path may have it.
    }
  }
  return null;
}

import { readFile, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode } from "./error-code";

/**
 * npm packages cannot hold symbolic links, so the binaries' package makes its library links in a postinstall script. Where
 * install scripts are blocked they are missing and Postgres does not load; this makes the ones that are not there.
 */
export async function hydrateSymlinks(nativeDir: string): Promise<void> {
  const packageDir = dirname(nativeDir);
  const links = JSON.parse(await readFile(join(nativeDir, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    try {
      // Source and target lie in one folder; a relative link survives a move of the whole tree.
      await symlink(basename(source), join(packageDir, target));
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
}

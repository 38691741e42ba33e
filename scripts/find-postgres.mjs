import { existsSync } from "node:fs";
import { join } from "node:path";

/** Supported versions that the embedded one is not, the oldest first: it differs the most. */
const VERSIONS = [15, 16, 17];
/** Where Debian, Red Hat, Homebrew and Postgres.app put them; never on PATH, so that several can stand side by side. */
const FOLDERS = [
  (version) => `/usr/lib/postgresql/${version}/bin`,
  (version) => `/usr/pgsql-${version}/bin`,
  (version) => `/opt/homebrew/opt/postgresql@${version}/bin`,
  (version) => `/usr/local/opt/postgresql@${version}/bin`,
  (version) => `/Applications/Postgres.app/Contents/Versions/${version}/bin`,
];

/** The oldest supported Postgres server that is installed here besides the embedded one; null when there is none. */
export function findPostgres() {
  for (const version of VERSIONS) {
    const bin = FOLDERS.map((folderOf) => folderOf(version)).find((folder) =>
      ["initdb", "postgres"].every((program) => existsSync(join(folder, program))),
    );
    if (bin) return { version, bin };
  }
  return null;
}

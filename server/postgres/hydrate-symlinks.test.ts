import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hydrateSymlinks } from "./hydrate-symlinks";

let packageDir: string;

beforeEach(async () => {
  packageDir = await mkdtemp(join(tmpdir(), "muster-links-"));
  await mkdir(join(packageDir, "native", "lib"), { recursive: true });
});

afterEach(() => rm(packageDir, { recursive: true, force: true }));

describe("hydrateSymlinks", () => {
  it("makes the library links that a blocked install script did not, and does so twice without harm", async () => {
    await writeFile(join(packageDir, "native", "lib", "libx.so.1.2"), "library");
    await writeFile(
      join(packageDir, "native", "pg-symlinks.json"),
      JSON.stringify([{ source: "native/lib/libx.so.1.2", target: "native/lib/libx.so.1" }]),
    );
    await hydrateSymlinks(join(packageDir, "native"));
    await hydrateSymlinks(join(packageDir, "native"));
    expect(await readFile(join(packageDir, "native", "lib", "libx.so.1"), "utf8")).toBe("library");
  });
});

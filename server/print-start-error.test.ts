import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runMigrations } from "@/lib/db/migrate/run-migrations";
import { log } from "@/lib/log";
import { loadSecrets } from "./data-directory-secrets";
import { RouteTable } from "./http/route-table";
import { startHttpServer } from "./http/start-http-server";
import { locateCluster } from "./postgres/locate-cluster";
import { printStartError } from "./print-start-error";
import { rootDirectory } from "./root-directory";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "muster start "));
  await chmod(folder, 0o711);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const listen = (host: string, port = 0) =>
  startHttpServer({ host, port, table: new RouteTable([]), pages: () => {} });
const migrate = (url: string) =>
  runMigrations(url, { directory: join(rootDirectory(), "prisma", "migrations"), log });

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

test.each([
  [
    "a database where nobody listens",
    async () => migrate(`postgres://muster:hunter2@127.0.0.1:${await freePort()}/x`),
    "DATABASE_URL",
  ],
  [
    "a database on a host of two addresses",
    async () => migrate(`postgres://muster:hunter2@localhost:${await freePort()}/x`),
    "ECONNREFUSED",
  ],
  ["a database on no host", () => migrate("postgres://muster:hunter2@nowhere.invalid/x"), "nowhere.invalid"],
  ["an address of another machine", () => listen("203.0.113.1"), "HOST"],
  ["an address that is none", () => listen("nowhere.invalid"), "HOST"],
  [
    "a port that is taken",
    async () => {
      const first = await listen("127.0.0.1");
      await listen("127.0.0.1", first.port).finally(() => first.stop(0));
    },
    "PORT",
  ],
  ["a folder that cannot be made, for secrets", () => loadSecrets("/proc/muster/data"), "MUSTER_DATA_DIR"],
  [
    "a folder that cannot be made, for the database",
    () => locateCluster("/proc/muster", folder),
    "MUSTER_DATA_DIR",
  ],
  [
    "damaged secrets",
    async () => {
      await writeFile(join(folder, "secrets.json"), "{}");
      await loadSecrets(folder);
    },
    "secrets.json",
  ],
] as [string, () => Promise<unknown>, string][])(
  "%s is told in one line that says what to do, without a stack or a password",
  async (_, start, word) => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const error = await start().then(
      () => null,
      (reason: unknown) => reason,
    );
    printStartError(error);
    const said = print.mock.calls.flat();
    print.mockRestore();
    expect(said).toEqual([expect.stringMatching(/^.+\.$/)]);
    expect(said[0]).toContain(word);
    expect(said[0]).not.toContain("hunter2");
  },
);

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canEnter } from "./drop-privileges";
import { findBinaries } from "./find-binaries";
import { readPostmasterPidFile } from "./postmaster-pid-file";
import { isPostmasterOf, isProcessAlive } from "./process-identity";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./start-embedded-postgres";

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
const UNPRIVILEGED = { name: "nobody", uid: 65534, gid: 65534 };
const isRoot = process.getuid?.() === 0;
const isCheckoutOpen = isRoot && (await canEnter(CHECKOUT, UNPRIVILEGED));
const log = pino({ level: "silent" });

let home: string;
let cleanups: (() => Promise<unknown>)[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "muster launcher "));
  await chmod(home, 0o711);
  cleanups = [];
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  await rm(home, { recursive: true, force: true });
});

describe("startEmbeddedPostgres", () => {
  it("gives the application a database it owns, without rights beyond it, in a path with spaces", async () => {
    const postgres = await start("data dir");
    const [row] = await query(
      postgres.url,
      `SELECT rolsuper, rolcreatedb, rolcreaterole, pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding
       FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
    );
    expect(row).toEqual({
      rolsuper: false,
      rolcreatedb: false,
      rolcreaterole: false,
      owner: "muster",
      encoding: "UTF8",
    });
    await query(postgres.url, "CREATE TABLE kept (value int)");
    const { mode } = await lstat(join(postgres.clusterDir, "muster-credentials.json"));
    expect(mode & 0o777).toBe(0o600);
  });

  it("leaves no process after stop, and the next start finds the data", async () => {
    const first = await start("data");
    await query(first.url, "CREATE TABLE kept AS SELECT 7 AS value");
    const pid = await postmasterPid(first);
    await first.stop();
    expect(await isProcessAlive(pid)).toBe(false);
    expect(await readPostmasterPidFile(first.clusterDir)).toBeNull();
    expect(await readdir(join(home, "data"))).toEqual(["postgres", "postgres.log"]);
    const second = await start("data");
    expect(await query(second.url, "SELECT value FROM kept")).toEqual([{ value: 7 }]);
  });

  it("refuses a named port that is taken, and takes another when none is named", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const address = blocker.address();
    const port = typeof address === "object" && address ? address.port : 0;
    cleanups.push(async () => blocker.close());
    await expect(start("data", { port })).rejects.toMatchObject({
      code: "port_taken",
      message: expect.stringContaining(String(port)),
    });
    const first = await start("data");
    const second = await start("other data");
    expect(second.port).not.toBe(first.port);
    expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("refuses a second start on the same data, names the running process and disturbs nothing", async () => {
    const first = await start("data");
    await expect(start("data")).rejects.toMatchObject({
      code: "already_running",
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(await query(first.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("starts over a postmaster.pid whose process is gone or is another program", async () => {
    const first = await start("data");
    await query(first.url, "CREATE TABLE kept AS SELECT 7 AS value");
    await first.stop();
    const stranger = spawn("sleep", ["600"]);
    cleanups.push(async () => stranger.kill());
    const gone = spawn("true");
    await once(gone, "exit");
    for (const pid of [stranger.pid, gone.pid]) {
      await writeFile(
        join(first.clusterDir, "postmaster.pid"),
        `${pid}\n${first.clusterDir}\n1\n1\n\n127.0.0.1\n1 1\nready\n`,
      );
      const next = await start("data");
      expect(await query(next.url, "SELECT value FROM kept")).toEqual([{ value: 7 }]);
      await next.stop();
    }
    expect(stranger.exitCode).toBeNull();
  });

  it("brings a killed Postgres back on the same port with everything committed", async () => {
    const postgres = await start("data");
    await query(postgres.url, "CREATE TABLE kept AS SELECT 7 AS value");
    const killed = await postmasterPid(postgres);
    process.kill(killed, "SIGKILL");
    await until(async () => {
      const file = await readPostmasterPidFile(postgres.clusterDir);
      return file?.isReady === true && file.pid !== killed;
    });
    expect(await query(postgres.url, "SELECT value FROM kept")).toEqual([{ value: 7 }]);
    const pid = await postmasterPid(postgres);
    await postgres.stop();
    expect(await isProcessAlive(pid)).toBe(false);
  });

  it("stops the orphan of a killed Muster, also a killed one, and keeps what was committed", async () => {
    const { child, postgres } = await startInChild("data");
    await query(postgres.url, "CREATE TABLE kept AS SELECT 7 AS value");
    const orphan = await postmasterPid(postgres);
    await killHard(child);
    expect(await isPostmasterOf(orphan, postgres.clusterDir)).toBe(true);
    const second = await startInChild("data");
    expect(await isPostmasterOf(orphan, postgres.clusterDir)).toBe(false);
    expect(await query(second.postgres.url, "SELECT value FROM kept")).toEqual([{ value: 7 }]);
    await query(second.postgres.url, "INSERT INTO kept VALUES (8)");
    await killHard(second.child);
    process.kill(await postmasterPid(second.postgres), "SIGKILL");
    const third = await start("data");
    expect(await query(third.url, "SELECT value FROM kept ORDER BY 1")).toEqual([{ value: 7 }, { value: 8 }]);
  });

  it("removes what an interrupted creation left, and refuses folders that hold something else", async () => {
    await mkdir(join(home, "data", "postgres.init-abandoned", "data"), { recursive: true });
    await mkdir(join(home, "data", "postgres"));
    await writeFile(join(home, "data", "postgres", "holiday.jpg"), "");
    await chmod(join(home, "data"), 0o711);
    await chmod(join(home, "data", "postgres"), 0o711);
    await expect(start("data")).rejects.toMatchObject({ code: isRoot ? "data_not_owned" : "not_a_cluster" });
    await rm(join(home, "data", "postgres"), { recursive: true });
    const postgres = await start("data");
    await postgres.stop();
    expect(await readdir(join(home, "data"))).toEqual(["postgres", "postgres.log"]);

    await rm(join(postgres.clusterDir, "PG_VERSION"));
    await expect(start("data")).rejects.toMatchObject({ code: "not_a_cluster" });
    await writeFile(join(postgres.clusterDir, "PG_VERSION"), "17\n");
    await expect(start("data")).rejects.toMatchObject({
      code: "version_mismatch",
      message: expect.stringMatching(/Postgres 17.*Postgres 18/),
    });
  });

  it.skipIf(!isRoot)(
    "as root under a private folder keeps the files in the system's state folder (skipped: not root)",
    async () => {
      await chmod(home, 0o700);
      const systemStateDir = await mkdtemp(join(tmpdir(), "muster-state-"));
      await chmod(systemStateDir, 0o755);
      cleanups.push(() => rm(systemStateDir, { recursive: true, force: true }));
      const first = await start("data", { systemStateDir });
      expect(first.clusterDir.startsWith(systemStateDir)).toBe(true);
      await query(first.url, "CREATE TABLE kept AS SELECT 7 AS value");
      expect((await lstat(home)).mode & 0o777).toBe(0o700);
      await first.stop();
      const second = await start("data", { systemStateDir });
      expect(second.clusterDir).toBe(first.clusterDir);
      expect(await query(second.url, "SELECT value FROM kept")).toEqual([{ value: 7 }]);
      await second.stop();
      expect((await readFile(join(home, "data", "postgres-location"), "utf8")).trim()).toBe(
        join(first.clusterDir, ".."),
      );
    },
  );

  it.skipIf(!isCheckoutOpen)(
    "works for an unprivileged user (skipped: not root, or the checkout is closed to nobody)",
    async () => {
      await chmod(home, 0o777);
      const { child, postgres } = await startInChild("data", UNPRIVILEGED);
      expect(await query(postgres.url, "SELECT current_user::text AS who")).toEqual([{ who: "muster" }]);
      expect((await lstat(postgres.clusterDir)).uid).toBe(UNPRIVILEGED.uid);
      const pid = await postmasterPid(postgres);
      child.stdin?.end();
      await once(child, "exit");
      expect(await isProcessAlive(pid)).toBe(false);
    },
  );
});

it("a platform without binaries is told to bring a database of its own", async () => {
  await expect(findBinaries("sunos-sparc")).rejects.toMatchObject({
    code: "unsupported_platform",
    message: expect.stringContaining("DATABASE_URL"),
  });
});

async function start(
  folder: string,
  options: { port?: number; systemStateDir?: string } = {},
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    dataDir: join(home, folder),
    systemStateDir: join(home, "state"),
    log,
    ...options,
  });
  cleanups.push(postgres.stop);
  return postgres;
}

async function startInChild(
  folder: string,
  account?: typeof UNPRIVILEGED,
): Promise<{ child: ChildProcess; postgres: EmbeddedPostgres }> {
  const program = join(CHECKOUT, "server", "postgres", "embedded-postgres.fixture.ts");
  const child = spawn(
    process.execPath,
    ["--import", "tsx", program, join(home, folder), join(home, "state")],
    {
      cwd: CHECKOUT,
      stdio: ["pipe", "pipe", "inherit"],
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    },
  );
  cleanups.push(() => killHard(child));
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, postgres: JSON.parse(line) as EmbeddedPostgres };
  }
  throw new Error("the child ended without a database");
}

async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function postmasterPid({ clusterDir }: EmbeddedPostgres): Promise<number> {
  const file = await readPostmasterPidFile(clusterDir);
  if (!file) throw new Error("Postgres is not running");
  return file.pid;
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function until(condition: () => Promise<boolean>, seconds = 20): Promise<void> {
  const deadlineAt = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadlineAt) throw new Error(`the condition was not met within ${seconds} s`);
    await delay(20);
  }
}

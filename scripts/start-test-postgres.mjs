/**
 * A private Postgres of a given installation for a run of tests: its own folder, port and password, nothing kept.
 * Started by root it runs as `nobody`, as Postgres wants. Ctrl-C in the terminal reaches it like every other child.
 */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chown, mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

const START_MS = 60_000;
/** What a crash would leave is of no interest. */
const SETTINGS = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", max_connections: "200" };

/** Answers the superuser's URL and how to end it. Throws with the server's own words if it does not start. */
export async function startTestPostgres(bin) {
  const account = process.getuid?.() === 0 ? findNobody() : {};
  const folder = await mkdtemp(join(tmpdir(), "muster-postgres-"));
  const data = join(folder, "data");
  const logPath = join(folder, "postgres.log");
  const passwordPath = join(folder, "password");
  const password = randomBytes(16).toString("hex");
  let server = null;
  const stop = async () => {
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGQUIT");
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await mkdir(data, { mode: 0o700 });
    await writeFile(passwordPath, password, { mode: 0o600 });
    if (account.uid) {
      for (const path of [folder, data, passwordPath]) await chown(path, account.uid, account.gid);
    }
    initialise(join(bin, "initdb"), data, passwordPath, account);
    const port = await findPort();
    const log = await open(logPath, "w", 0o600);
    const options = Object.entries({
      ...SETTINGS,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
    });
    server = spawn(
      join(bin, "postgres"),
      ["-D", data, "-p", String(port), ...options.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      { ...account, cwd: "/", stdio: ["ignore", log.fd, log.fd] },
    );
    await log.close();
    const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
    await untilReady(url, server, logPath);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function initialise(initdb, data, passwordPath, account) {
  const flags = ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"];
  const { status, error, stderr } = spawnSync(initdb, ["-D", data, `--pwfile=${passwordPath}`, ...flags], {
    ...account,
    cwd: "/",
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`);
}

function findNobody() {
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    Number(spawnSync("id", [flag, "nobody"], { encoding: "utf8" }).stdout),
  );
  if (!uid || !gid)
    throw new Error("Postgres does not run as root, and this machine has no account `nobody`.");
  return { uid, gid };
}

async function findPort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

async function untilReady(url, server, logPath) {
  const deadline = performance.now() + START_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      const hasEnded = server.exitCode !== null || server.signalCode !== null;
      if (hasEnded || performance.now() > deadline)
        throw new Error(`Postgres did not start: ${error.message}\n${await readFile(logPath, "utf8")}`);
      await delay(100);
    }
  }
}

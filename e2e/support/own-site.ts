import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { residentMebibytes } from "@/bench/harness/process-usage";
import { findFreePort } from "@/server/postgres/free-port";
import { readPostmasterPidFile } from "@/server/postgres/postmaster-pid-file";
import { startEmbeddedPostgres } from "@/server/postgres/start-embedded-postgres";
import { Program } from "./start-program";

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const secret = () => randomBytes(24).toString("hex");
const LOOK_MS = 20;
const CONNECTIONS_MS = 100;

/** A Postgres and a server that only one test has, so that it may kill them. */
export class OwnSite {
  server: Program;
  /** The one-time link that the first start printed. */
  setupUrl = "";

  private constructor(
    readonly baseUrl: string,
    readonly db: pg.Pool,
    private readonly clusterDir: string,
    private readonly environment: Record<string, string>,
    private readonly undo: (() => Promise<unknown>)[],
  ) {
    this.server = this.launch();
    undo.push(() => this.server.stop());
  }

  static async start(environment: Record<string, string>): Promise<OwnSite> {
    const undo: (() => Promise<unknown>)[] = [];
    const folder = await mkdtemp(join(tmpdir(), "muster-e2e-own-"));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    // Started by root, Postgres runs as somebody else and has to pass.
    await chmod(folder, 0o711);
    const postgres = await startEmbeddedPostgres({ dataDir: folder, port: await findFreePort(), log: quiet });
    undo.push(() => postgres.stop());
    const db = new pg.Pool({ connectionString: postgres.url, max: 2, application_name: "the test" });
    db.on("error", () => {});
    db.on("connect", (client) => client.on("error", () => {}));
    undo.push(() => db.end());
    const port = String(await findFreePort());
    const baseUrl = `http://127.0.0.1:${port}`;
    const secrets = { MUSTER_SECRET: secret(), NEXTAUTH_SECRET: secret(), CRON_SECRET: secret() };
    const own = {
      ...secrets,
      DATABASE_URL: postgres.url,
      NEXTAUTH_URL: baseUrl,
      PORT: port,
      LOG_LEVEL: "warn",
    };
    const site = new OwnSite(baseUrl, db, postgres.clusterDir, { ...own, ...environment }, undo);
    try {
      site.setupUrl = (await site.server.says(/http:\/\/\S+\/setup#\S+/))[0];
    } catch (error) {
      await site.stop();
      throw error;
    }
    return site;
  }

  /** What `pg_ctl restart` does in this mode; whoever started Postgres starts it again. Resolves when it takes queries. */
  async restartDatabase(mode: "fast" | "immediate"): Promise<void> {
    const before = await readPostmasterPidFile(this.clusterDir);
    if (!before) throw new Error("Postgres does not run.");
    process.kill(before.pid, mode === "fast" ? "SIGINT" : "SIGQUIT");
    for (;;) {
      const now = await readPostmasterPidFile(this.clusterDir);
      if (now?.isReady && now.pid !== before.pid) break;
      await delay(LOOK_MS);
    }
    while (!(await this.db.query("SELECT").catch(() => null))) await delay(LOOK_MS);
  }

  /** Ends every connection of the servers, whatever it is doing. */
  async cutConnections(): Promise<void> {
    await this.db.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'muster%'",
    );
  }

  /** Without a word to anybody, and a new one in its place. Resolves when that is ready. */
  async killServer(): Promise<void> {
    this.server.signal("SIGKILL");
    await this.server.ended;
    this.server = this.launch();
    await this.server.says(/Muster is ready/);
  }

  /** What the server holds now: open files and connections, and memory. Linux only. */
  async usage(): Promise<{ files: number; mebibytes: number }> {
    const files = (await readdir(`/proc/${this.server.pid}/fd`)).length;
    return { files, mebibytes: await residentMebibytes(this.server.pid) };
  }

  /** Counts the database connections of all servers again and again, until it is asked for the most there were. */
  watchConnections(): { most(): Promise<number> } {
    let most = 0;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        const { rows } = await this.db
          .query<{ open: number }>(
            "SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name LIKE 'muster%'",
          )
          .catch(() => ({ rows: [] }));
        most = Math.max(most, rows[0]?.open ?? 0);
        await delay(CONNECTIONS_MS);
      }
    })();
    return {
      most: async () => {
        isOver = true;
        await watching;
        return most;
      },
    };
  }

  async stop(): Promise<void> {
    for (const step of this.undo.reverse()) await step();
  }

  private launch(): Program {
    return new Program(process.execPath, ["scripts/start.mjs"], this.environment);
  }
}

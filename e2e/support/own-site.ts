import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { findFreePort } from "@/server/postgres/free-port";
import { readPostmasterPidFile } from "@/server/postgres/postmaster-pid-file";
import { startEmbeddedPostgres } from "@/server/postgres/start-embedded-postgres";
import { OwnServer } from "./own-server";
import { makeFirstAdmin, type Site } from "./people";

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const secret = () => randomBytes(24).toString("hex");
const LOOK_MS = 20;
const CONNECTIONS_MS = 100;
/** A connection that is being closed, or whose program was killed, is there for a moment beside the one in its place. */
const LOOKS_HELD = 10;

/** A Postgres and servers that only one test has, so that it may kill them. */
export class OwnSite {
  readonly servers: OwnServer[] = [];

  private constructor(
    readonly db: pg.Pool,
    private readonly clusterDir: string,
    private readonly undo: (() => Promise<unknown>)[],
  ) {}

  /** `count` servers on one database, each at an address of its own; answers the first admin's site, too. */
  static async start(
    environment: Record<string, string>,
    count = 1,
  ): Promise<{ site: OwnSite; people: Site }> {
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
    const secrets = { MUSTER_SECRET: secret(), NEXTAUTH_SECRET: secret(), CRON_SECRET: secret() };
    const own = { ...secrets, DATABASE_URL: postgres.url, LOG_LEVEL: "warn" };
    const site = new OwnSite(db, postgres.clusterDir, undo);
    const launch = async () => {
      const server = OwnServer.start(await findFreePort(), { ...own, ...environment });
      site.servers.push(server);
      undo.push(() => server.program.stop());
      await server.isReady();
      return server;
    };
    try {
      const { baseUrl, program } = await launch();
      // Another start makes another link, while there is no admin.
      const [setupUrl] = await program.says(/http:\/\/\S+\/setup#\S+/);
      const people = await makeFirstAdmin(baseUrl, setupUrl);
      while (site.servers.length < count) await launch();
      return { site, people };
    } catch (error) {
      await site.stop();
      throw error;
    }
  }

  get first(): OwnServer {
    const [server] = this.servers;
    if (!server) throw new Error("The site has no server.");
    return server;
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

  /** What all servers hold now. Linux only. */
  async usage(): Promise<{ files: number; mebibytes: number }> {
    const all = await Promise.all(this.servers.map((server) => server.usage()));
    const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
    return { files: sum(({ files }) => files), mebibytes: sum(({ mebibytes }) => mebibytes) };
  }

  /** Counts the database connections of all servers again and again, until it is asked for the most they held for a second. */
  watchConnections(): { most(): Promise<number> } {
    const looks: number[] = [];
    let most = 0;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        const { rows } = await this.db
          .query<{ open: number }>(
            "SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name LIKE 'muster%'",
          )
          .catch(() => ({ rows: [] }));
        looks.push(rows[0]?.open ?? 0);
        if (looks.length > LOOKS_HELD) looks.shift();
        if (looks.length === LOOKS_HELD) most = Math.max(most, Math.min(...looks));
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
}

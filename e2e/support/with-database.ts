import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { readCredentials } from "@/server/postgres/cluster-credentials";
import { dataDirectory } from "./state";

/** The database of this worker's server, for what no call of the product makes within a test's time. */
export async function withDatabase<T>(use: (db: pg.Pool) => Promise<T>): Promise<T> {
  const cluster = join(dataDirectory(), "postgres");
  const { superuserPassword } = await readCredentials(cluster);
  // Line 4 of Postgres' own lock file.
  const port = (await readFile(join(cluster, "postmaster.pid"), "utf8")).split("\n")[3]?.trim();
  const db = new pg.Pool({
    connectionString: `postgresql://postgres:${superuserPassword}@127.0.0.1:${port}/muster`,
    max: 1,
  });
  try {
    return await use(db);
  } finally {
    await db.end();
  }
}

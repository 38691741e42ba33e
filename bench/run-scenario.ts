import type { Measurement } from "./figure";
import type { BenchDatabase, BenchPostgres } from "./harness/bench-postgres";
import { type BenchServer, startBenchServer } from "./harness/start-bench-server";
import type { PeerRates } from "./peers/measure-peers";
import type { Scale, Scenario } from "./scenario";

/** A new database and a new server on it, for one scenario. */
export interface Stand {
  database: BenchDatabase;
  server: BenchServer;
  close(): Promise<void>;
}

export async function openStand(postgres: BenchPostgres): Promise<Stand> {
  const database = await postgres.createDatabase();
  try {
    const server = await startBenchServer(database.url);
    const close = async () => {
      await server.stop().finally(() => database.drop());
    };
    return { database, server, close };
  } catch (error) {
    await database.drop();
    throw error;
  }
}

/** Runs a scenario on a stand, which is gone afterwards. */
export async function runScenario(
  scenario: Scenario,
  scale: Scale,
  { database, server, close }: Stand,
  peers: readonly PeerRates[],
): Promise<Measurement[]> {
  try {
    const { pool: db, countTransactions } = database;
    return await scenario.run({ scale, db, server, peers, countTransactions });
  } finally {
    await close();
  }
}

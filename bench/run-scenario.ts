import type { Measurement } from "./figure";
import type { BenchPostgres } from "./harness/bench-postgres";
import { startBenchServer } from "./harness/start-bench-server";
import type { PeerRates } from "./peers/measure-peers";
import type { Scale, Scenario } from "./scenario";

/** Runs a scenario on a new database and a new server, both gone afterwards. */
export async function runScenario(
  scenario: Scenario,
  scale: Scale,
  postgres: BenchPostgres,
  peers: readonly PeerRates[],
): Promise<Measurement[]> {
  const database = await postgres.createDatabase();
  try {
    const server = await startBenchServer(database.url);
    try {
      return await scenario.run({
        scale,
        db: database.pool,
        server,
        peers,
        countTransactions: database.countTransactions,
      });
    } finally {
      await server.stop();
    }
  } finally {
    await database.drop();
  }
}

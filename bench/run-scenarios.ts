import type { Measurement } from "./figure";
import type { BenchPostgres } from "./harness/bench-postgres";
import { measurePeers, type PeerRates } from "./peers/measure-peers";
import { openStand, runScenario, type Stand } from "./run-scenario";
import type { Scale, Scenario } from "./scenario";

export interface Results {
  measurements: Measurement[];
  /** Names of those that were measured. */
  peers: string[];
  failures: number;
}

/**
 * The peers first, while no server of ours runs; then one scenario after the other. A failed one is told and passed over.
 * In a quick run the next one's server starts beside the present one: that saves half of the time and disturbs figures
 * that nobody compares.
 */
export async function runScenarios(
  scenarios: readonly Scenario[],
  scale: Scale,
  postgres: BenchPostgres,
): Promise<Results> {
  const measurements: Measurement[] = [];
  let peers: PeerRates[] = [];
  let failures = 0;
  const attempt = async (name: string, work: () => Promise<void>) => {
    const startedAt = performance.now();
    try {
      await work();
    } catch (error) {
      failures += 1;
      console.error(`${name} failed:`, error);
    }
    console.error(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  };
  const tasks = [...new Set(scenarios.flatMap(({ peerTask }) => peerTask ?? []))];
  await attempt("peers", async () => {
    peers = await measurePeers(postgres, scale, tasks);
  });
  let ahead: Promise<Stand> | null = null;
  for (const [index, scenario] of scenarios.entries()) {
    await attempt(scenario.name, async () => {
      const opening = ahead ?? openStand(postgres);
      ahead = scale.isQuick && index + 1 < scenarios.length ? openStand(postgres) : null;
      // Whoever needs it learns of it.
      ahead?.catch(() => {});
      measurements.push(...(await runScenario(scenario, scale, await opening, peers)));
    });
  }
  return { measurements, peers: peers.map(({ name }) => name), failures };
}

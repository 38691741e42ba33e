import type { BenchAgent } from "../harness/bench-agent";
import { JobLedger } from "../harness/job-ledger";
import { runRounds } from "../harness/rounds";
import { runFleet } from "../harness/run-fleet";
import { median, percentile } from "../harness/statistics";
import type { Bench, Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { type SeededTenant, seedTenants } from "../seed/seed-tenants";
import { topUpBacklog } from "../seed/top-up-backlog";

const TENANTS = 1_000;
/** Few enough that a claim is measured and not the line in front of it. */
const AGENTS = 4;
/** Few beside the 1,000 jobs of the short queue, which is filled up again before every round. */
const CLAIMS_PER_ROUND_MAX = 200;
const SHORT_PER_TENANT = 1;
const QUICK_PER_TENANT = 20;
const FULL_PER_TENANT = 100;

/** Whether a claim costs more when the queue is long: p95 with 1,000 jobs waiting against 100,000 (quick: 20,000). */
export const claimP95Backlog: Scenario = {
  name: "claim-p95-backlog",
  async run(bench) {
    const { scale, db, server } = bench;
    const tenants = await seedTenants(db, TENANTS);
    const agents = await seedAgents(db, server.port, AGENTS);
    const ledger = new JobLedger();
    const short = await measure(bench, tenants, agents, ledger, SHORT_PER_TENANT);
    const perTenant = scale.isQuick ? QUICK_PER_TENANT : FULL_PER_TENANT;
    const long = await measure(bench, tenants, agents, ledger, perTenant);
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    return [
      { name: "claim-p95-backlog", unit: "ratio", value: long / short, target: { atMost: 1.5 } },
      { name: "claim-p95-backlog-long", unit: "ms", value: long, target: { atMost: 25 } },
      { name: "claim-p95-backlog-short", unit: "ms", value: short, target: { atMost: 25 } },
    ];
  },
};

async function measure(
  { scale, db }: Bench,
  tenants: readonly SeededTenant[],
  agents: readonly BenchAgent[],
  ledger: JobLedger,
  perTenant: number,
): Promise<number> {
  const rounds = await runRounds(scale, async (seconds) => {
    await topUpBacklog(db, tenants, perTenant);
    const milliseconds: number[] = [];
    const endsAt = performance.now() + seconds * 1000;
    await runFleet(agents, {
      ledger,
      isOver: () => milliseconds.length >= CLAIMS_PER_ROUND_MAX || performance.now() >= endsAt,
      onClaim: (_, taken) => milliseconds.push(taken),
    });
    return percentile(milliseconds, 95);
  });
  return median(rounds);
}

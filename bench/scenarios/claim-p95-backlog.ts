import { JobLedger } from "../harness/job-ledger";
import { CLAIM_AGENTS, measureBacklog } from "../harness/measure-backlog";
import { median } from "../harness/statistics";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";

const TENANTS = 1_000;
const SHORT_PER_TENANT = 1;
const QUICK_PER_TENANT = 5;
const FULL_PER_TENANT = 1_000;

/** Whether a claim costs more when the queue is long: 1,000 jobs waiting against 1,000,000 (quick: 5,000) of 1,000 tenants. */
export const claimP95Backlog: Scenario = {
  name: "claim-p95-backlog",
  async run(bench) {
    const { scale, db, server } = bench;
    const tenants = await seedTenants(db, TENANTS);
    const agents = await seedAgents(db, server.port, CLAIM_AGENTS);
    const ledger = new JobLedger();
    const perTenant = scale.isQuick ? QUICK_PER_TENANT : FULL_PER_TENANT;
    const short = await measureBacklog(bench, tenants, agents, ledger, SHORT_PER_TENANT);
    const long = await measureBacklog(bench, tenants, agents, ledger, perTenant);
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    const queued = (TENANTS * perTenant).toLocaleString("en-US");
    const how = (jobs: string) =>
      `The p95 of a claim over HTTP, from request to answer with a job, by four agents in turn with ${jobs} jobs of 1,000 tenants waiting.`;
    const target = { atMost: 25 };
    return [
      {
        name: "claim-p95-backlog",
        unit: "ratio",
        value: median(long) / median(short),
        how: `The p95 of a claim with ${queued} jobs of 1,000 tenants waiting, over the p95 with 1,000 jobs of the same tenants.`,
        target: { atMost: 1.5 },
      },
      {
        name: "claim-p95-backlog-long",
        unit: "ms",
        value: median(long),
        rounds: long,
        how: how(queued),
        target,
      },
      {
        name: "claim-p95-backlog-short",
        unit: "ms",
        value: median(short),
        rounds: short,
        how: how("1,000"),
        target,
      },
    ];
  },
};

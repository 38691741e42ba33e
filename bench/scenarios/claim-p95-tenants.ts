import { JobLedger } from "../harness/job-ledger";
import { CLAIM_AGENTS, measureBacklog } from "../harness/measure-backlog";
import { median } from "../harness/statistics";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";

const FEW_TENANTS = 1_000;
const QUICK_TENANTS = 2_000;
const FULL_TENANTS = 10_000;
const QUICK_PER_TENANT = 2;
const FULL_PER_TENANT = 100;

/** Whether a claim costs more when many wait: 1,000 jobs of 1,000 tenants against 1,000,000 of 10,000 (quick: 4,000 of 2,000). */
export const claimP95Tenants: Scenario = {
  name: "claim-p95-tenants",
  async run(bench) {
    const { scale, db, server } = bench;
    const few = await seedTenants(db, FEW_TENANTS);
    const agents = await seedAgents(db, server.port, CLAIM_AGENTS);
    const ledger = new JobLedger();
    const short = await measureBacklog(bench, few, agents, ledger, 1);
    const count = scale.isQuick ? QUICK_TENANTS : FULL_TENANTS;
    const perTenant = scale.isQuick ? QUICK_PER_TENANT : FULL_PER_TENANT;
    const tenants = [...few, ...(await seedTenants(db, count - FEW_TENANTS))];
    const long = await measureBacklog(bench, tenants, agents, ledger, perTenant);
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    const crowd = `${(count * perTenant).toLocaleString("en-US")} jobs of ${count.toLocaleString("en-US")} tenants`;
    return [
      {
        name: "claim-p95-tenants",
        unit: "ratio",
        value: median(long) / median(short),
        how: `The p95 of a claim over HTTP with ${crowd} waiting, over the p95 with 1,000 jobs of 1,000 tenants.`,
        target: { atMost: 2 },
      },
      {
        name: "claim-p95-tenants-long",
        unit: "ms",
        value: median(long),
        rounds: long,
        how: `The p95 of a claim over HTTP by four agents in turn with ${crowd} waiting.`,
        target: null,
      },
    ];
  },
};

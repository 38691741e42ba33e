import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { HttpConnection } from "../harness/http-connection";
import { JobLedger } from "../harness/job-ledger";
import { CLAIM_AGENTS } from "../harness/measure-backlog";
import { measureClaims } from "../harness/measure-claims";
import { runRounds } from "../harness/rounds";
import { median } from "../harness/statistics";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { topUpBacklog } from "../seed/top-up-backlog";

const TENANTS = 1_000;
const QUICK_PER_TENANT = 10;
const FULL_PER_TENANT = 200;
/** Searches that find nothing look at everything. */
const HEAVY_PATHS = [
  "/api/v1/admin/platform-jobs?q=matches-nothing",
  "/api/v1/admin/platform-jobs/stats",
  "/api/v1/admin/audit-log?actor=matches-nothing",
];
const UNAVAILABLE = 503;

/** Whether claims become slow beside three consoles that ask for the dearest pages again and again. */
export const claimP95Console: Scenario = {
  name: "claim-p95-console",
  async run({ scale, db, server }) {
    const tenants = await seedTenants(db, TENANTS);
    const agents = await seedAgents(db, server.port, CLAIM_AGENTS);
    const { key } = await createApiKey(db, null);
    const ledger = new JobLedger();
    await topUpBacklog(db, tenants, scale.isQuick ? QUICK_PER_TENANT : FULL_PER_TENANT);
    let isOver = false;
    let answered = 0;
    const consoles = HEAVY_PATHS.map(async (path) => {
      const connection = new HttpConnection(server.port);
      while (!isOver) {
        const { status } = await connection.send("GET", path, key, "");
        // A query that was given up is an answer, too: that it is given up is what protects the claims.
        if (status !== 200 && status !== UNAVAILABLE) throw new Error(`${path} was answered with ${status}.`);
        if (status === 200) answered += 1;
      }
      connection.close();
    });
    const rounds = runRounds(scale, (seconds) =>
      measureClaims(agents, ledger, { seconds, claimsMax: Infinity }),
    ).finally(() => {
      isOver = true;
    });
    const [p95] = await Promise.all([rounds, ...consoles]);
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    return [
      {
        name: "claim-p95-console",
        unit: "ms",
        value: median(p95),
        rounds: p95,
        how:
          "The p95 of a claim over HTTP by four agents in turn, while three connections ask without a pause for a search in " +
          `all jobs and one in the audit log that find nothing, and for the queue's statistics (${answered} answers).`,
        target: { atMost: 25 },
      },
    ];
  },
};

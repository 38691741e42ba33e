import type pg from "pg";
import { JobLedger } from "../harness/job-ledger";
import { CLAIM_AGENTS } from "../harness/measure-backlog";
import { measureClaims } from "../harness/measure-claims";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { topUpBacklog } from "../seed/top-up-backlog";

const TENANTS = 1_000;
const QUICK_PER_TENANT = 5;
/** More than four agents take in three minutes. */
const FULL_PER_TENANT = 200;
const QUICK_WINDOWS = 2;
const FULL_WINDOWS = 6;
const QUICK_WINDOW_SECONDS = 0.5;
const FULL_WINDOW_SECONDS = 30;

/**
 * Whether claims become slow while vacuum can remove nothing, because a transaction that has begun before stays open for
 * 3 minutes (quick: 1 s): the worst of six windows, as it could only grow.
 */
export const claimP95Pinned: Scenario = {
  name: "claim-p95-pinned",
  async run({ scale, db, server }) {
    const tenants = await seedTenants(db, TENANTS);
    const agents = await seedAgents(db, server.port, CLAIM_AGENTS);
    const ledger = new JobLedger();
    await topUpBacklog(db, tenants, scale.isQuick ? QUICK_PER_TENANT : FULL_PER_TENANT);
    await measureClaims(agents, ledger, { seconds: scale.warmUpSeconds, claimsMax: Infinity });
    const seconds = scale.isQuick ? QUICK_WINDOW_SECONDS : FULL_WINDOW_SECONDS;
    const windows: number[] = [];
    await besidePinned(db, async () => {
      for (let i = 0; i < (scale.isQuick ? QUICK_WINDOWS : FULL_WINDOWS); i++) {
        windows.push(await measureClaims(agents, ledger, { seconds, claimsMax: Infinity }));
      }
    });
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    return [
      {
        name: "claim-p95-pinned",
        unit: "ms",
        value: Math.max(...windows),
        rounds: windows,
        how:
          `The worst p95 of a claim over HTTP in ${windows.length} windows of ${seconds} s, during which one transaction with a ` +
          "snapshot stays open and four agents claim and end jobs as fast as they can.",
        target: { atMost: 25 },
      },
    ];
  },
};

/** Holds a snapshot, and a transaction id, from before until after the work. */
async function besidePinned(db: pg.Pool, work: () => Promise<void>): Promise<void> {
  const pin = await db.connect();
  try {
    await pin.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await pin.query("SELECT pg_current_xact_id(), count(*) FROM queue_items");
    await work();
  } finally {
    pin.release(true);
  }
}

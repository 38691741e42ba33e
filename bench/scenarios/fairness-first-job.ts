import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { failWhenEmpty } from "../harness/fail-when-empty";
import { JobLedger } from "../harness/job-ledger";
import { ownerOf, TARGET_PREFIX } from "../harness/job-owner";
import { besideFleet } from "../harness/start-fleet";
import { Submitter } from "../harness/submitter";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { type SeededTenant, seedTenants } from "../seed/seed-tenants";
import { topUpBacklog } from "../seed/top-up-backlog";

const AGENTS = 8;
const JOB_MS = 100;
const BACKLOGGED = 4;
const EVERY_MS = 200;
const QUICK = { backlog: 2_000, others: 500, newcomers: 5, settleMs: 500, patienceMs: 1_000 };
const FULL = { backlog: 100_000, others: 5_000, newcomers: 100, settleMs: 5_000, patienceMs: 20_000 };

/** F2: how many rounds of those who have waited long go before the first job of a tenant that has just come. */
export const fairnessFirstJob: Scenario = {
  name: "fairness-first-job",
  async run({ scale, db, server }) {
    const { backlog, others, newcomers, settleMs, patienceMs } = scale.isQuick ? QUICK : FULL;
    const tenants = await seedTenants(db, BACKLOGGED + newcomers);
    const backlogged = tenants.slice(0, BACKLOGGED);
    const fresh = tenants.slice(BACKLOGGED);
    await topUpBacklog(db, backlogged.slice(0, 1), backlog);
    await topUpBacklog(db, backlogged, others);
    const agents = await seedAgents(db, server.port, AGENTS);
    const ledger = new JobLedger();
    const started = new Set<string>();
    const fleet = {
      ledger,
      onEmpty: failWhenEmpty,
      onClaim: (job: ClaimedJob) => started.add(ownerOf(job)),
      work: () => delay(JOB_MS * (0.5 + Math.random())),
    };
    await besideFleet(agents, fleet, async () => {
      await delay(settleMs);
      const submitter = await Submitter.open(server.port);
      for (const tenant of fresh) {
        await submitter.submit(tenant, `${TARGET_PREFIX}${tenant.id}`);
        await delay(EVERY_MS);
      }
      submitter.close();
      const endsAt = performance.now() + patienceMs;
      while (performance.now() < endsAt && !fresh.every(({ id }) => started.has(id))) await delay(20);
    });
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    const ids = (some: readonly SeededTenant[]) => some.map(({ id }) => id);
    const rounds = await roundsBefore(db, ids(fresh), ids(backlogged));
    return [
      {
        name: "fairness-first-job",
        unit: "rounds",
        value: Math.max(...rounds),
        how:
          `F2: ${BACKLOGGED} tenants, one of them with ${backlog.toLocaleString("en-US")} jobs waiting, fill ${AGENTS} agents; the most jobs beyond one that any ` +
          `of them was given between the submit and the start of the first job of each of ${newcomers} newcomers, all of one weight and length.`,
        target: { atMost: 1 },
      },
    ];
  },
};

/** For each newcomer: the jobs of the backlogged tenant that got most meanwhile, without the turn in which it was. */
async function roundsBefore(
  db: pg.Pool,
  newcomers: readonly string[],
  backlogged: readonly string[],
): Promise<number[]> {
  const { rows } = await db.query<{ rounds: number }>(
    `SELECT GREATEST(0, COALESCE(max(given.jobs), 0) - 1)::int AS rounds
       FROM jobs j LEFT JOIN attempts mine ON mine.job_id = j.id
       LEFT JOIN LATERAL (
         SELECT count(*) AS jobs FROM attempts a
          WHERE a.tenant_id = ANY ($2::uuid[]) AND a.assigned_at > j.queued_at
            AND a.assigned_at < COALESCE(mine.assigned_at, 'infinity')
          GROUP BY a.tenant_id) given ON true
      WHERE j.tenant_id = ANY ($1::uuid[]) GROUP BY j.id`,
    [newcomers, backlogged],
  );
  if (rows.length !== newcomers.length)
    throw new Error(`${rows.length} of ${newcomers.length} newcomers are known.`);
  return rows.map(({ rounds }) => rounds);
}

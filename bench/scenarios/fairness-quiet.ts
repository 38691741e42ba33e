import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { failWhenEmpty } from "../harness/fail-when-empty";
import { JobLedger } from "../harness/job-ledger";
import { ownerOf, TARGET_PREFIX } from "../harness/job-owner";
import { besideFleet } from "../harness/start-fleet";
import { percentile } from "../harness/statistics";
import { Submitter } from "../harness/submitter";
import { waitUntil } from "../harness/wait-until";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { type SeededTenant, seedTenants } from "../seed/seed-tenants";
import { setWeight } from "../seed/set-weight";
import { topUpBacklog } from "../seed/top-up-backlog";

const AGENTS = 12;
const NOISY_MS = 200;
const QUIET_MS = 100;
/** Below the plan's 500 submits a minute; one twentieth of the fleet's time. */
const QUIET_PER_SECOND = 6;
const WEIGHT = 100;
/** Goes before everybody whenever a slot becomes free. */
const FIRST_WEIGHT = 1_000_000;
const QUICK = { perTenant: 600, roundSeconds: 1, settleMs: 400 };
const FULL = { perTenant: 40_000, roundSeconds: 30, settleMs: 5_000 };

/**
 * F4: whether a tenant with a job now and then notices another that fills the fleet. *Solo* is the same story in which it
 * goes before everybody: the least that it can wait when running jobs are not broken off. A fleet without the other would
 * let it wait for nothing, and no ratio could be told.
 */
export const fairnessQuiet: Scenario = {
  name: "fairness-quiet",
  async run({ scale, db, server }) {
    const { perTenant, roundSeconds, settleMs } = scale.isQuick ? QUICK : FULL;
    const [noisy, quiet] = await seedTenants(db, 2);
    if (!noisy || !quiet) throw new Error("There are no tenants.");
    await topUpBacklog(db, [noisy], perTenant);
    const agents = await seedAgents(db, server.port, AGENTS);
    const ledger = new JobLedger();
    const work = (job: ClaimedJob) =>
      delay((ownerOf(job) === noisy.id ? NOISY_MS : QUIET_MS) * (0.5 + Math.random()));
    const measure = async (weight: number) => {
      await setWeight(db, quiet.id, weight);
      const submitter = await Submitter.open(server.port);
      const ids = await submitFor(submitter, quiet, roundSeconds);
      submitter.close();
      return await waitsOf(db, ids);
    };
    const rounds = await besideFleet(agents, { ledger, onEmpty: failWhenEmpty, work }, async () => {
      await delay(settleMs);
      const waits: { solo: number[]; shared: number[] }[] = [];
      for (let i = 0; i < scale.rounds; i++) {
        waits.push({ solo: await measure(FIRST_WEIGHT), shared: await measure(WEIGHT) });
      }
      return waits;
    });
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    const p99 = (waits: readonly number[]) => percentile(waits, 99);
    const solo = p99(rounds.flatMap((round) => round.solo));
    const shared = p99(rounds.flatMap((round) => round.shared));
    return [
      {
        name: "fairness-quiet",
        unit: "ratio",
        value: shared / solo,
        rounds: rounds.map((round) => p99(round.shared) / p99(round.solo)),
        how:
          `F4: the p99 of a quiet tenant's waits (six jobs of about ${QUIET_MS} ms a second) while another of the same weight fills ` +
          `${AGENTS} agents with jobs of about ${NOISY_MS} ms, ${shared.toFixed(0)} ms, over the p99 in the same story when the quiet one goes before ` +
          `everybody whenever a slot becomes free, ${solo.toFixed(0)} ms.`,
        target: { atMost: 2 },
      },
    ];
  },
};

async function submitFor(submitter: Submitter, tenant: SeededTenant, seconds: number): Promise<string[]> {
  const ids: string[] = [];
  const startedAt = performance.now();
  while (ids.length < seconds * QUIET_PER_SECOND) {
    const early = startedAt + (ids.length * 1000) / QUIET_PER_SECOND - performance.now();
    if (early > 0) await delay(early);
    ids.push(await submitter.submit(tenant, `${TARGET_PREFIX}${tenant.id}`));
  }
  return ids;
}

/** Milliseconds from queued to assigned by the database's clock, once all of them are. */
async function waitsOf(db: pg.Pool, ids: readonly string[]): Promise<number[]> {
  let waits: number[] = [];
  const haveAllGone = async () => {
    const { rows } = await db.query<{ waited: number }>(
      `SELECT (extract(epoch FROM a.assigned_at - j.queued_at) * 1000)::float8 AS waited
         FROM jobs j JOIN attempts a ON a.job_id = j.id WHERE j.id = ANY ($1::uuid[])`,
      [ids],
    );
    waits = rows.map(({ waited }) => waited);
    return waits.length === ids.length;
  };
  await waitUntil(haveAllGone, 30, () => "all jobs of the quiet tenant have gone");
  return waits;
}

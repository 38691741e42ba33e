import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type * as z from "zod";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { JobAnswer } from "@/lib/contracts/job";
import type { Tier } from "@/lib/domain/tier/tier";
import type { BenchAgent } from "../harness/bench-agent";
import { bodyOf, HttpConnection } from "../harness/http-connection";
import { JobLedger } from "../harness/job-ledger";
import { logNormal, seededRandom } from "../harness/random";
import { median } from "../harness/statistics";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { type SeededTenant, seedTenants } from "../seed/seed-tenants";

const TENANTS = 12;
/** Unlike shares and tiers, and limits that some of them run into. */
const PLANS = [
  { weight: 25, maxConcurrent: 1, maxTier: "shared" },
  { weight: 50, maxConcurrent: 3, maxTier: "shared" },
  { weight: 75, maxConcurrent: 10, maxTier: "dedicated" },
  { weight: 100, maxConcurrent: 50, maxTier: "premium" },
] as const;
/** The higher a tier, the fewer may use it. */
const FLEET: readonly Tier[] = [...Array<Tier>(6).fill("shared"), "dedicated", "dedicated", "premium"];
/** Of the scans, the part that may run on shared agents only, whatever the plan allows. */
const SHARED_PART = 0.3;
const SCANS = [
  { tool: "http-headers", target: "https://bench.example", seconds: 0.5 },
  { tool: "sslscan", target: "bench.example:443", seconds: 1.2 },
  { tool: "nmap", target: "bench.example", seconds: 3 },
] as const;
/** Of the logarithm: a tenth of the runs take half or double as long as usual. */
const LENGTH_SPREAD = 0.45;
const BATCH_MAX = 6;
/** Of what the agents can do; what comes in batches makes queues that grow and drain all the time. */
const LOAD = 0.95;
const QUICK_SECONDS = 2;
/** Quick: everything takes a tenth of the time, so that what is left at the end is soon done. */
const QUICK_PACE = 0.1;
const FULL_SECONDS = 150;
/** Until the lengths of runs are known. */
const LEARNING_PART = 0.2;
const SEED = 20_261_120;
const WAIT_SECONDS = 1;
/** Below this a range is mostly what nobody can know: how soon an agent asks again. */
const LONG_SECONDS = 3;

interface Promised {
  submittedAt: number;
  early: number;
  late: number;
}
interface Judged {
  waitSeconds: number;
  isInside: boolean;
  relativeWidth: number;
}

/**
 * Whether jobs start when their submitters were told they would: tenants of all plans send batches of scans of unlike
 * lengths to a fleet of all tiers that is nearly saturated. Judged is every job that was told to wait and for how long, by the answer
 * to its submit; one told that it starts at once is not. The width of the ranges is shown as well: an endless one is
 * always right.
 */
export const waitingEstimates: Scenario = {
  name: "waiting-estimates",
  async run({ scale, db, server }) {
    const seconds = scale.isQuick ? QUICK_SECONDS : FULL_SECONDS;
    const pace = scale.isQuick ? QUICK_PACE : 1;
    const tenants = await seedTenants(db, TENANTS);
    await setPlans(db, tenants);
    const agents = await seedAgents(db, server.port, FLEET.length, { tiers: FLEET });
    const random = seededRandom(SEED);
    const ledger = new JobLedger();
    const promised = new Map<string, Promised>();
    const judged: Judged[] = [];
    const learnedAt = Date.now() + seconds * LEARNING_PART * 1000;
    let left = 0;
    let isOver = false;
    const noteStart = ({ id }: ClaimedJob) => {
      const promise = promised.get(id);
      if (promise && promise.submittedAt >= learnedAt) judged.push(judge(promise, Date.now()));
    };
    const work = agents.map((agent) =>
      runAgent(agent, {
        ledger,
        noteStart,
        lengthOf: (job) => lengthOf(job, random) * pace,
        isOver: () => isOver && left <= 0,
        onEnd: () => left--,
      }),
    );
    const connection = new HttpConnection(server.port);
    const endsAt = performance.now() + seconds * 1000;
    while (performance.now() < endsAt) {
      const tenant = tenants[Math.floor(random() * tenants.length)];
      const scan = SCANS[Math.floor(random() * SCANS.length)];
      if (!tenant || !scan) throw new Error("There is nobody to submit, or nothing.");
      const count = 1 + Math.floor(random() * BATCH_MAX);
      const tier = random() < SHARED_PART ? "shared" : undefined;
      for (let i = 0; i < count; i++) {
        left += 1;
        const job = await submit(connection, tenant, { tool: scan.tool, target: scan.target, tier });
        const estimate = job.waiting?.reason === "next" ? null : job.waiting?.estimated_start;
        if (estimate)
          promised.set(job.id, {
            submittedAt: Date.parse(job.queued_at),
            early: Date.parse(estimate.p50),
            late: Date.parse(estimate.p90),
          });
      }
      // As long as the fleet takes for such a batch on average, so that what comes is what can be done.
      await delay((count * scan.seconds * pace * 1000) / (FLEET.length * LOAD));
    }
    isOver = true;
    await Promise.all(work);
    for (const client of [connection, ...agents]) client.close();
    await ledger.verify(db);
    const longSeconds = LONG_SECONDS * pace;
    const long = judged.filter(({ waitSeconds }) => waitSeconds >= longSeconds);
    const inside =
      "Starts that fell inside the range told in the submit's answer, of jobs that were told to wait";
    const widths = "Median width of these ranges, as a multiple of the true wait";
    return [
      { name: "waiting-estimates", ...share(judged), how: `${inside}.`, target: { atLeast: 0.8 } },
      { name: "waiting-estimates-width", ...width(judged), how: `${widths}.`, target: null },
      {
        name: "waiting-estimates-long",
        ...share(long),
        how: `${inside} ${longSeconds} s and more.`,
        target: null,
      },
      {
        name: "waiting-estimates-long-width",
        ...width(long),
        how: `${widths}, ${longSeconds} s and more.`,
        target: null,
      },
      {
        name: "waiting-estimates-jobs",
        unit: "jobs",
        value: judged.length,
        how: "Jobs judged.",
        target: null,
      },
    ];
  },
};

function share(judged: readonly Judged[]) {
  const inside = judged.filter(({ isInside }) => isInside).length;
  return { unit: "share of starts inside the range", value: inside / judged.length };
}

function width(judged: readonly Judged[]) {
  return { unit: "of the wait, median", value: median(judged.map(({ relativeWidth }) => relativeWidth)) };
}

function judge({ submittedAt, early, late }: Promised, startedAt: number): Judged {
  const waitSeconds = (startedAt - submittedAt) / 1000;
  return {
    waitSeconds,
    isInside: early <= startedAt && startedAt <= late,
    relativeWidth: (late - early) / 1000 / Math.max(0.001, waitSeconds),
  };
}

function lengthOf(job: ClaimedJob, random: () => number): number {
  const scan = SCANS.find(({ tool }) => tool === job.tool);
  return logNormal(random, scan?.seconds ?? 1, LENGTH_SPREAD);
}

async function runAgent(
  agent: BenchAgent,
  options: {
    ledger: JobLedger;
    noteStart(job: ClaimedJob): void;
    lengthOf(job: ClaimedJob): number;
    isOver(): boolean;
    onEnd(): void;
  },
): Promise<void> {
  while (!options.isOver()) {
    const job = await agent.claim(WAIT_SECONDS);
    if (job === null) continue;
    options.noteStart(job);
    options.ledger.noteClaim(job);
    await agent.report(job, "running");
    await delay(options.lengthOf(job) * 1000);
    await agent.report(job, "succeeded");
    options.ledger.noteEnd();
    options.onEnd();
  }
}

async function submit(
  connection: HttpConnection,
  tenant: SeededTenant,
  scan: { tool: string; target: string; tier: Tier | undefined },
): Promise<z.infer<typeof JobAnswer>["job"]> {
  const key = `Idempotency-Key: ${randomUUID()}\r\n`;
  const body = JSON.stringify(scan);
  const answer = await connection.send("POST", "/api/v1/platform-jobs", tenant.key, body, key);
  return (bodyOf(answer, 201, "a submit") as z.infer<typeof JobAnswer>).job;
}

async function setPlans(db: pg.Pool, tenants: readonly SeededTenant[]): Promise<void> {
  for (const [i, { id }] of tenants.entries()) {
    const plan = PLANS[i % PLANS.length];
    await db.query(
      `INSERT INTO limit_overrides (tenant_id, key, value, reason, set_by)
       VALUES ($1, 'platform_agents:priority_base', to_jsonb($2::int), 'bench', 'bench'),
              ($1, 'platform_agents:max_concurrent_jobs', to_jsonb($3::int), 'bench', 'bench'),
              ($1, 'platform_agents:max_tier', to_jsonb($4::text), 'bench', 'bench')
           ON CONFLICT (tenant_id, key) DO UPDATE SET value = EXCLUDED.value`,
      [id, plan?.weight, plan?.maxConcurrent, plan?.maxTier],
    );
  }
}

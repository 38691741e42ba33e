import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { POLL_GRACE_SECONDS } from "@/lib/domain/job/lease";
import { BenchAdmin } from "../harness/bench-admin";
import type { BenchAgent } from "../harness/bench-agent";
import { JobLedger } from "../harness/job-ledger";
import { besideFleet, startFleet } from "../harness/start-fleet";
import { median, percentile } from "../harness/statistics";
import { Submitter } from "../harness/submitter";
import { waitUntil } from "../harness/wait-until";
import type { Bench, Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { takeTurns } from "../seed/take-turns";

const PER_TIER = 2;
/** So many that none meets its rate limit. */
const TENANTS = 20;
const QUICK = { rounds: 2, jobs: 3 };
const FULL = { rounds: 50, jobs: 100 };
const PAUSE_MS = 50;
const PATIENCE_SECONDS = 10;

/** Why a job is to go where it is to go: premium's agents are idle, all full, disabled by an admin, or their connections are lost. */
type PremiumState = "idle" | "full" | "disabled" | "gone";

interface Pickup {
  premiumIs: PremiumState;
  isRight: boolean;
  /** From the submit until an agent has the job. */
  milliseconds: number;
}

/** F6: to which agents the jobs of Enterprise tenants go, and how soon. */
export const fairnessPreference: Scenario = {
  name: "fairness-preference",
  async run(bench) {
    const ledger = new JobLedger();
    const pickups = await play(bench, ledger);
    await ledger.verify(bench.db);
    const right = pickups.filter(({ isRight }) => isRight).length;
    const of = (...cases: readonly PremiumState[]) =>
      pickups.filter(({ premiumIs }) => cases.includes(premiumIs)).map(({ milliseconds }) => milliseconds);
    const middle = (premiumIs: PremiumState) => `${median(of(premiumIs)).toFixed(1)} ms`;
    const spilled = of("full", "disabled", "gone");
    return [
      {
        name: "fairness-preference",
        unit: "% of jobs",
        value: (right / pickups.length) * 100,
        how:
          `F6: of the jobs of Enterprise tenants, submitted one by one to a fleet of ${PER_TIER} agents a tier in long polls, those that went to the best ` +
          `tier that had a free agent: ${of("idle").length} while premium was idle, and ${spilled.length} while it was full, disabled or gone.`,
        target: { atLeast: 100 },
      },
      {
        name: "fairness-preference-spill",
        unit: "ms",
        value: percentile(spilled, 95),
        how:
          `F6: the p95 of the time from the submit until an agent of a lower tier has the job; in the median ${middle("full")} while the better tiers are full, ` +
          `${middle("disabled")} while premium's agents are disabled and ${middle("gone")} while they are gone.`,
        target: { atMost: 50 },
      },
      {
        name: "fairness-preference-plain",
        unit: "ms",
        value: percentile(of("idle"), 95),
        how: `The same while premium is idle and gets the job; in the median ${middle("idle")}.`,
        target: null,
      },
    ];
  },
};

async function play({ scale, db, server: { port } }: Bench, ledger: JobLedger): Promise<Pickup[]> {
  const { rounds, jobs } = scale.isQuick ? QUICK : FULL;
  const nextTenant = takeTurns(await seedTenants(db, TENANTS));
  const premium = await seedAgents(db, port, PER_TIER, { tiers: ["premium"] });
  const dedicated = await seedAgents(db, port, PER_TIER, { tiers: ["dedicated"] });
  const shared = await seedAgents(db, port, PER_TIER, { tiers: ["shared"] });
  const lower = [...dedicated, ...shared];
  const admin = await BenchAdmin.open(db, port);
  const submitter = await Submitter.open(port);
  const taken: { by: BenchAgent; at: number }[] = [];
  const pickups: Pickup[] = [];
  let untilReleased = Promise.resolve();
  const fleet = {
    ledger,
    onClaim: (_: ClaimedJob, __: number, by: BenchAgent) => taken.push({ by, at: performance.now() }),
    work: () => untilReleased,
  };
  const submitOne = async (expected: readonly BenchAgent[], premiumIs: PremiumState) => {
    const before = taken.length;
    const submittedAt = performance.now();
    await submitter.submit(nextTenant(), "https://bench.example");
    await waitUntil(
      () => taken.length > before,
      PATIENCE_SECONDS,
      () => "an agent has the job",
    );
    for (const { by, at } of taken.slice(before)) {
      pickups.push({ premiumIs, isRight: expected.includes(by), milliseconds: at - submittedAt });
    }
  };
  /** Each job finds these agents idle and polling, and ends at once. */
  const submitSingly = async (
    expected: readonly BenchAgent[],
    premiumIs: PremiumState,
    idle: readonly BenchAgent[],
  ) => {
    for (let i = 0; i < jobs; i++) {
      await untilIdle(db, idle);
      await submitOne(expected, premiumIs);
      await ledger.untilEnded(taken.length);
    }
  };
  /** Each job is held, until the whole fleet is full. */
  const fill = async () => {
    await untilIdle(db, [...premium, ...lower]);
    let release = () => {};
    untilReleased = new Promise((resolve) => {
      release = resolve;
    });
    for (const _ of premium) await submitOne(premium, "idle");
    for (const _ of dedicated) await submitOne(dedicated, "full");
    for (const _ of shared) await submitOne(shared, "full");
    release();
    await ledger.untilEnded(taken.length);
  };
  const tellPremium = async (word: "disable" | "enable") => {
    for (const { id } of premium) await admin.send("POST", `platform-agents/${id}/${word}`);
  };
  await besideFleet(lower, fleet, async () => {
    const first = startFleet(premium, fleet);
    for (let i = 0; i < rounds; i++) await fill();
    // They are disabled while they poll, and do not ask again.
    await Promise.all([first.stop().catch(expectDisabled), tellPremium("disable")]);
    await submitSingly(dedicated, "disabled", lower);
    await tellPremium("enable");
    const second = startFleet(premium, fleet);
    await submitSingly(premium, "idle", [...premium, ...lower]);
    const lost = second.stop().catch(() => {});
    for (const agent of premium) agent.close();
    await lost;
    const areGone = async () => (await countPolling(db, premium)) === 0;
    await waitUntil(areGone, PATIENCE_SECONDS, () => "the server knows of the lost connections");
    await submitSingly(dedicated, "gone", lower);
  });
  for (const client of [admin, submitter, ...premium, ...lower]) client.close();
  return pickups;
}

/** A poll may begin in the very moment. */
function expectDisabled(error: unknown): void {
  if (!String(error).includes("agent_disabled")) throw error;
}

/** At some moment after these agents have begun to wait in polls, so that jobs meet polls in all their phases. */
async function untilIdle(db: pg.Pool, agents: readonly BenchAgent[]): Promise<void> {
  const arePolling = async () => (await countPolling(db, agents)) === agents.length;
  await waitUntil(arePolling, PATIENCE_SECONDS, () => "all idle agents poll");
  await delay(PAUSE_MS * Math.random());
}

/** How many of these agents wait in a poll. */
async function countPolling(db: pg.Pool, agents: readonly BenchAgent[]): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM agent_heartbeats
      WHERE agent_id = ANY ($1::uuid[]) AND polling_until > clock_timestamp() + make_interval(secs => $2)`,
    [agents.map(({ id }) => id), POLL_GRACE_SECONDS],
  );
  return rows[0]?.count ?? 0;
}

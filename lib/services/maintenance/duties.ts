import type pg from "pg";
import { finishDrains } from "@/lib/db/agents/finish-drains";
import { endAttemptsAcrossTenants } from "@/lib/db/queue/end-attempts";
import { expireQueuedJobsAcrossTenants } from "@/lib/db/queue/expire-queued-jobs";
import { findOrderFaultsAcrossTenants } from "@/lib/db/queue/find-order-faults";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { lockOverdueRunsAcrossTenants } from "@/lib/db/queue/lock-overdue-runs";
import { lockUnconfirmedCancelsAcrossTenants } from "@/lib/db/queue/lock-unconfirmed-cancels";
import { markOfflineAgentsAcrossTenants } from "@/lib/db/queue/mark-offline-agents";
import {
  PRUNABLE_TABLES,
  type PrunableTable,
  pruneExpiredRowsAcrossTenants,
} from "@/lib/db/queue/prune-expired-rows";
import { pruneWaitsAcrossTenants } from "@/lib/db/queue/prune-waits";
import { reenterTenantsWithRoomAcrossTenants } from "@/lib/db/queue/reenter-tenants-with-room";
import { refreshLaneClocksAcrossTenants } from "@/lib/db/queue/refresh-lane-clocks";
import { removeEmptyPlacesAcrossTenants } from "@/lib/db/queue/remove-empty-places";
import { removeIdleLanesAcrossTenants } from "@/lib/db/queue/remove-idle-lanes";
import { removePassedSharesAcrossTenants } from "@/lib/db/queue/remove-passed-shares";
import { sampleWaitsAcrossTenants } from "@/lib/db/queue/sample-waits";
import { endDueTierPauses } from "@/lib/db/tier-pauses/end-due-tier-pauses";
import { transaction } from "@/lib/db/transaction";
import { DEGRADED_SECONDS } from "@/lib/domain/agent/liveness";
import { CANCEL_GRACE_SECONDS, CANCEL_REPORT_SECONDS, TIMEOUT_REPORT_SECONDS } from "@/lib/domain/job/lease";
import { BRAKE_SECONDS_MAX } from "@/lib/domain/queue/mass-silence";
import type { Log } from "@/lib/log";
import { forgetForecast, loadForecast } from "@/lib/services/jobs/queue-snapshot";
import { chargeRunning } from "@/lib/services/maintenance/charge-running";
import { checkQueue } from "@/lib/services/maintenance/check-queue";
import { removeOldHistory } from "@/lib/services/maintenance/remove-old-history";
import { repeatWhileFull } from "@/lib/services/maintenance/repeat-while-full";
import { isRescueBraked, watchRescueBrake } from "@/lib/services/maintenance/rescue-brake";
import { rescueLostLeases } from "@/lib/services/maintenance/rescue-lost-leases";

export interface DutyContext {
  db: pg.Pool;
  log: Log;
}

/** One thing that maintenance does. Answers how many rows it changed; bounded in rows or in time, so a huge backlog takes several runs. */
export type Duty = (ctx: DutyContext) => Promise<number>;

const BATCH = 200;
/** Jobs of many tenants can come to their end in the same second, and until they are gone every claim passes over them. */
const EXPIRED_BATCH = 500;
const PRUNE_BATCH = 1_000;
/** Places that are left in a run at most. */
const PLACES_MAX = 1_000;
/** A sample every 2 s writes no more than this, so their number stays bounded whatever flips. */
const WAIT_CHANGES_MAX = 500;

/** What findDueDutiesAcrossTenants goes by: not more than the duties themselves wait for. */
export const DUTY_TIMES = {
  cancelSeconds: CANCEL_GRACE_SECONDS + CANCEL_REPORT_SECONDS,
  overtimeSeconds: TIMEOUT_REPORT_SECONDS,
  silentSeconds: DEGRADED_SECONDS,
};

/** Does batches of at most `max` rows, each a transaction of its own. What others hold it passes over. */
function inBatches(max: number, doBatch: (tx: pg.PoolClient, max: number) => Promise<number>): Duty {
  return ({ db }) =>
    repeatWhileFull(async () => {
      const changed = await transaction(db, (tx) => doBatch(tx, max));
      return { changed, isFull: changed === max };
    });
}

/** They count no more since their time: this tells of it, and wakes who waits for work. */
const endTierPauses: Duty = async ({ db }) => {
  const ended = await endDueTierPauses(db);
  if (ended > 0) forgetForecast(db);
  return ended;
};

const expireQueued: Duty = inBatches(EXPIRED_BATCH, expireQueuedJobsAcrossTenants);

const timeOutRuns: Duty = inBatches(BATCH, async (tx, max) => {
  const runs = await lockOverdueRunsAcrossTenants(tx, TIMEOUT_REPORT_SECONDS, max);
  const end = {
    end: "timed_out",
    failureReason: "run_timeout",
    exitCode: null,
    error: "The run passed its time limit and its agent did not end it.",
    actorType: "system",
  } as const;
  if (runs.length > 0)
    await endAttemptsAcrossTenants(
      tx,
      runs.map((run) => ({ ...run, ...end })),
    );
  return runs.length;
});

const finishCancels: Duty = inBatches(BATCH, async (tx, max) => {
  const cancels = await lockUnconfirmedCancelsAcrossTenants(tx, DUTY_TIMES.cancelSeconds, max);
  const end = {
    end: "cancelled",
    failureReason: null,
    exitCode: null,
    error: "The agent did not confirm that the run has stopped.",
    actorType: "system",
  } as const;
  if (cancels.length > 0)
    await endAttemptsAcrossTenants(
      tx,
      cancels.map((run) => ({ ...run, ...end })),
    );
  return cancels.length;
});

/**
 * Compares the fair order with what it is made of, and repairs it. Counts the places that were wrong: that tenants leave
 * lanes in which they wait no more, and that nobody needs a lane any more, is daily business.
 */
const refreshFairOrder: Duty = async ({ db }) => {
  const faults = await findOrderFaultsAcrossTenants(db, PLACES_MAX);
  const { emptyTenantIds, idleLaneIds, isWrong } = faults;
  if (emptyTenantIds.length === 0 && idleLaneIds.length === 0 && !isWrong) return 0;
  return await transaction(db, async (tx) => {
    await lockDispatch(tx);
    await removeEmptyPlacesAcrossTenants(tx, emptyTenantIds);
    const wrong = await reenterTenantsWithRoomAcrossTenants(tx, BATCH);
    await refreshLaneClocksAcrossTenants(tx);
    await removePassedSharesAcrossTenants(tx);
    await removeIdleLanesAcrossTenants(tx, idleLaneIds);
    return wrong;
  });
};

/**
 * What jobs have waited is split by these samples; see docs/decisions/0004-waiting.md. Nobody waits for a sample, so it
 * counts as no change: what counts is what was removed. The forecast that callers share may be older than a lane or an
 * agent, and a note of what is past already would count for all the time before it.
 */
const sampleWaits: Duty = async ({ db }) => {
  const forecast = await loadForecast(db);
  await sampleWaitsAcrossTenants(db, forecast.laneCauses(), WAIT_CHANGES_MAX);
  return await pruneWaitsAcrossTenants(db, WAIT_CHANGES_MAX * 2);
};

const endDrains: Duty = async ({ db }) => (await transaction(db, (tx) => finishDrains(tx, null))).length;

const markOffline: Duty = async (ctx) =>
  await transaction(ctx.db, async (tx) => {
    // Who is declared dead leaves the fleet that the brake judges by, and would loose it.
    const silentSeconds = (await isRescueBraked(tx, ctx)) ? BRAKE_SECONDS_MAX : DEGRADED_SECONDS;
    return await markOfflineAgentsAcrossTenants(tx, silentSeconds, BATCH);
  });

/** All tables share the time: one with much to remove has it when the others are done. */
const prune: Duty = async ({ db }) => {
  let tables = PRUNABLE_TABLES;
  return await repeatWhileFull(async () => {
    const more: PrunableTable[] = [];
    let changed = 0;
    for (const table of tables) {
      const pruned = await pruneExpiredRowsAcrossTenants(db, table, PRUNE_BATCH);
      changed += pruned;
      // Events that are younger than those after them are looked at in vain.
      if (pruned > PRUNE_BATCH / 2) more.push(table);
    }
    tables = more;
    return { changed, isFull: more.length > 0 };
  });
};

/** In the order in which one frees what the next may use. */
export const DUTIES: Readonly<Record<string, Duty>> = {
  end_tier_pauses: endTierPauses,
  expire_queued_jobs: expireQueued,
  finish_cancellations: finishCancels,
  time_out_runs: timeOutRuns,
  rescue_lost_leases: (ctx) => rescueLostLeases(ctx, BATCH),
  charge_running_jobs: chargeRunning,
  refresh_fair_order: refreshFairOrder,
  sample_waits: sampleWaits,
  finish_drains: endDrains,
  mark_offline_agents: markOffline,
  watch_rescue_brake: watchRescueBrake,
  prune: prune,
  check_queue: checkQueue,
  remove_old_history: (ctx) => removeOldHistory(ctx),
};

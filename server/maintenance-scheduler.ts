import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { LEASE_SECONDS, MAINTENANCE_SECONDS } from "@/lib/domain/job/lease";
import type { Log } from "@/lib/log";
import { DATABASE_LOST, DUTIES_BY_SILENCE, runMaintenance } from "@/lib/services/maintenance/run-maintenance";

const DEAF_MS = (LEASE_SECONDS / 2) * 1000;
/** Between two ticks so much only passes when this process stood still. */
const STANDSTILL_MS = 10_000;
/** The longest that a stop waits for a run: each duty is a transaction, which ends with its connection. */
const STOP_MS = 2_000;
/** What has served its time is looked for so often, and in every run for as long as there is some. */
const PRUNE_SECONDS = 30;

/**
 * Runs maintenance every two seconds until stopped. Several servers may do so: each run takes a lock or skips.
 * For the first seconds after a start, after the database was away and after this process stood still, no lease is taken
 * away: the agents could not be heard meanwhile, and each is heard again within one beat.
 */
export function startMaintenanceScheduler(db: pg.Pool, log: Log): { stop(): Promise<void> } {
  let deafUntil = performance.now() + DEAF_MS;
  let running: Promise<void> | null = null;
  let pruneDueAt = 0;

  const runOnce = async () => {
    const isEarly = performance.now() < deafUntil;
    const isPruneDue = performance.now() >= pruneDueAt;
    const skip = [...(isEarly ? DUTIES_BY_SILENCE : []), ...(isPruneDue ? [] : ["prune"])];
    try {
      const { duties } = await runMaintenance({ db, log }, skip);
      const pruned = duties.find((duty) => duty.name === "prune");
      if (pruned?.changed === 0) pruneDueAt = performance.now() + PRUNE_SECONDS * 1000;
      if (duties.some(({ error }) => error === DATABASE_LOST)) deafUntil = performance.now() + DEAF_MS;
    } catch (error) {
      deafUntil = performance.now() + DEAF_MS;
      log.warn({ err: error }, "maintenance could not run");
    }
  };
  let tickedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - tickedAt > STANDSTILL_MS) deafUntil = now + DEAF_MS;
    tickedAt = now;
    // A run that takes longer than the interval is not queued up behind itself.
    running ??= runOnce().finally(() => {
      running = null;
    });
  }, MAINTENANCE_SECONDS * 1000);

  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.race([running, delay(STOP_MS, undefined, { ref: false })]);
    },
  };
}

import type pg from "pg";
import type { MaintenanceReport } from "@/lib/contracts/operations";
import { findDueDutiesAcrossTenants } from "@/lib/db/queue/find-due-duties";
import { tryMaintenanceLock } from "@/lib/db/queue/try-maintenance-lock";
import { isDatabaseLost } from "@/lib/domain/database-errors";
import { wake } from "@/lib/live/wake-hub";
import type { Log } from "@/lib/log";
import { DUTIES, DUTY_TIMES } from "@/lib/services/maintenance/duties";

/** They judge by who was not heard. Without the database nobody is. */
export const DUTIES_BY_SILENCE: readonly string[] = ["rescue_lost_leases", "mark_offline_agents"];
/** What the report says of a duty that failed for no fault of its own. */
export const DATABASE_LOST = "the connection to the database was lost";

const NOTHING_DUE = { changed: 0, duration_ms: 0, error: null };

export interface MaintenanceContext {
  db: pg.Pool;
  log: Log;
}

/**
 * Runs every duty once that may have something to do. The one service that calls others: the list of them is in duties.ts.
 *
 * Promise: run twice, overlapping, late or never, it is never wrong; each duty is a transaction of its own that looks
 * again at what it changes. A failing duty is reported and does not keep the others from running.
 * `skip` leaves duties out, e.g. rescue right after a start, when every agent still has to be heard again; when the
 * database was away in the middle of a run, the rest of it takes nobody for lost either.
 */
export async function runMaintenance(
  ctx: MaintenanceContext,
  skip: readonly string[] = [],
): Promise<MaintenanceReport> {
  const at = new Date().toISOString();
  const duties = await tryMaintenanceLock(ctx.db, async () => {
    const reports: MaintenanceReport["duties"] = [];
    const due = await findDue(ctx);
    for (const [name, duty] of Object.entries(DUTIES)) {
      const wasAway = reports.some(({ error }) => error === DATABASE_LOST);
      if (skip.includes(name) || (wasAway && DUTIES_BY_SILENCE.includes(name))) continue;
      // What one of them changes may be work for those after it.
      const isIdle = due[name] === false && reports.every(({ changed }) => changed === 0);
      reports.push(isIdle ? { ...NOTHING_DUE, name } : await runDuty(ctx, name, duty));
    }
    return reports;
  });
  if (duties?.some((duty) => duty.changed > 0)) {
    wake("queue");
    wake("events");
  }
  return { at, skipped: duties === null, duties: duties ?? [] };
}

/** Whoever cannot be asked may be due. */
async function findDue({ db, log }: MaintenanceContext): Promise<Record<string, boolean>> {
  try {
    return await findDueDutiesAcrossTenants(db, DUTY_TIMES);
  } catch (error) {
    if (isDatabaseLost(error)) throw error;
    log.error({ err: error }, "which duties are due could not be asked: all of them look");
    return {};
  }
}

async function runDuty(
  ctx: MaintenanceContext,
  name: string,
  duty: (ctx: MaintenanceContext) => Promise<number>,
): Promise<MaintenanceReport["duties"][number]> {
  const startedAt = performance.now();
  const spent = () => Math.round(performance.now() - startedAt);
  try {
    return { name, changed: await duty(ctx), duration_ms: spent(), error: null };
  } catch (error) {
    ctx.log.error({ err: error, duty: name }, "maintenance duty failed");
    const words = isDatabaseLost(error) ? DATABASE_LOST : "failed; see the log";
    return { name, changed: 0, duration_ms: spent(), error: words };
  }
}

import type pg from "pg";
import { findFleetSilenceAcrossTenants } from "@/lib/db/queue/find-fleet-silence";
import type { Db } from "@/lib/db/transaction";
import { isMassSilence, SILENCE_SECONDS } from "@/lib/domain/queue/mass-silence";
import { onePerOwner } from "@/lib/live/one-per-owner";
import type { Log } from "@/lib/log";

export interface RescueContext {
  db: pg.Pool;
  log: Log;
}

/** What this process has told its log. Each process that runs maintenance tells what it has seen itself. */
const toldBy = (owner: pg.Pool) => onePerOwner("rescue-brake", owner, () => ({ isBraked: false }));

/** Whether the brake on rescue holds, for the duties that judge by silence. The first to find it so tells the log. */
export async function isRescueBraked(tx: Db, { db, log }: RescueContext): Promise<boolean> {
  const { fleet, silent } = await findFleetSilenceAcrossTenants(tx, SILENCE_SECONDS);
  const isBraked = isMassSilence(fleet, silent);
  const told = toldBy(db);
  if (isBraked && !told.isBraked) {
    told.isBraked = true;
    log.error({ fleet, silent }, "over half the fleet is silent: leases are held for up to five minutes");
  }
  return isBraked;
}

/**
 * Tells the log when a brake of which it was told holds no more. A duty of its own, because those that it held back have
 * nothing to do once every agent is back; it looks at the fleet only while the brake holds.
 */
export async function watchRescueBrake({ db, log }: RescueContext): Promise<number> {
  const told = toldBy(db);
  if (!told.isBraked) return 0;
  const { fleet, silent } = await findFleetSilenceAcrossTenants(db, SILENCE_SECONDS);
  if (!isMassSilence(fleet, silent)) {
    told.isBraked = false;
    log.warn({ fleet, silent }, "over half the fleet is silent no more: lost leases are taken away again");
  }
  return 0;
}

import type pg from "pg";
import { findHeldJobsAcrossTenants, type HeldJobsRow } from "@/lib/db/admin-jobs/find-held-jobs";
import { findFleetSilenceAcrossTenants } from "@/lib/db/queue/find-fleet-silence";
import { BRAKE_SECONDS_MAX, isMassSilence, SILENCE_SECONDS } from "@/lib/domain/queue/mass-silence";

export interface FleetSilence {
  /** Platform agents that are thought alive, and of those the ones that did not beat for 20 s. */
  fleet: number;
  silent: number;
  /** What the brake on rescue holds; null while it holds nothing back. */
  held: HeldJobsRow | null;
}

/** What maintenance would see now, by the same rule, whether or not and wherever it runs. */
export async function readFleetSilence(db: pg.Pool): Promise<FleetSilence> {
  const { fleet, silent } = await findFleetSilenceAcrossTenants(db, SILENCE_SECONDS);
  const held = isMassSilence(fleet, silent) ? await findHeldJobsAcrossTenants(db, BRAKE_SECONDS_MAX) : null;
  return { fleet, silent, held };
}

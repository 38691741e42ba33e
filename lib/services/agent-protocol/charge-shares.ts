import type pg from "pg";
import type { CandidateRow } from "@/lib/db/queue/list-candidates";
import { removeEmptyPlacesAcrossTenants } from "@/lib/db/queue/remove-empty-places";
import { type LaneState, type ShareCharge, saveSharesAcrossTenants } from "@/lib/db/queue/save-shares";
import { advanceVirtualTime, LAG_MAX } from "@/lib/domain/queue/fair-share";
import type { Assignment } from "@/lib/domain/queue/match-jobs";

/**
 * Charges tenants for what a round gave them, moves the lanes' virtual times on, and takes tenants out of lanes in which
 * they wait no more. Call under `lockDispatch`, after the jobs have been assigned.
 */
export async function chargeShares(
  tx: pg.PoolClient,
  assigned: readonly Assignment[],
  candidates: readonly CandidateRow[],
): Promise<void> {
  const empty = await saveSharesAcrossTenants(
    tx,
    chargesOf(assigned, candidates),
    lanesOf(assigned, candidates),
  );
  if (empty.length > 0) await removeEmptyPlacesAcrossTenants(tx, empty);
}

function chargesOf(assigned: readonly Assignment[], candidates: readonly CandidateRow[]): ShareCharge[] {
  const rooms = new Map(candidates.map((row) => [row.tenantId, row.room]));
  const charges = new Map<string, ShareCharge>();
  for (const { tenantId, chargedPass, chargedSeconds } of assigned) {
    const charge = charges.get(tenantId) ?? { tenantId, chargedPass: 0, isAtLimit: null };
    charge.chargedPass += chargedPass;
    const room = rooms.get(tenantId);
    if (room !== undefined && chargedSeconds > 0) {
      rooms.set(tenantId, room - 1);
      charge.isAtLimit = room <= 1;
    }
    charges.set(tenantId, charge);
  }
  return [...charges.values()];
}

function lanesOf(assigned: readonly Assignment[], candidates: readonly CandidateRow[]): LaneState[] {
  const lanes = new Map(
    candidates.map(({ laneId, virtualTime, backlogWeight }) => [laneId, { virtualTime, backlogWeight }]),
  );
  const served = new Set<string>();
  for (const { laneId, pass, chargedSeconds } of assigned) {
    const lane = lanes.get(laneId);
    // What a tenant's own agents do moves nobody.
    if (!lane || chargedSeconds === 0) continue;
    served.add(laneId);
    lane.virtualTime = advanceVirtualTime({ ...lane, chosenPass: pass, seconds: chargedSeconds });
  }
  return [...served].map((laneId) => {
    const virtualTime = lanes.get(laneId)?.virtualTime ?? 0;
    return { laneId, virtualTime, passMin: virtualTime - LAG_MAX };
  });
}

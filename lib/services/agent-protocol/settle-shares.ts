import type pg from "pg";
import {
  applySettlementsAcrossTenants,
  type EstimateChange,
  type ShareChange,
} from "@/lib/db/queue/apply-settlements";
import { type SettlementRow, takeSettlementsAcrossTenants } from "@/lib/db/queue/take-settlements";
import { nextEstimate, trueUp } from "@/lib/domain/queue/job-cost";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";

/** Settled in one round at most; the rest follows in the next ones. */
const SETTLEMENTS_MAX = 2_000;

/**
 * Takes the leases that ended since the last round into account: what they really cost, what they say of run lengths,
 * and that their tenants have room again. Call under `lockDispatch`. Answers how many there were.
 */
export async function settleShares(tx: pg.PoolClient): Promise<number> {
  const settlements = await takeSettlementsAcrossTenants(tx, SETTLEMENTS_MAX);
  if (settlements.length > 0) {
    await applySettlementsAcrossTenants(tx, shareChanges(settlements), estimateChanges(settlements));
  }
  return settlements.length;
}

function shareChanges(settlements: readonly SettlementRow[]): ShareChange[] {
  const deltas = new Map<string, number>();
  for (const ended of settlements) {
    // A lease from before there were shares was charged nothing.
    const delta = ended.chargedSeconds > 0 ? trueUp(ended, ended.runSeconds).pass : 0;
    deltas.set(ended.tenantId, (deltas.get(ended.tenantId) ?? 0) + delta);
  }
  return [...deltas].map(([tenantId, passDelta]) => ({ tenantId, passDelta }));
}

/** Each run counts once for its tenant and once for everybody, in the order in which they ended. */
function estimateChanges(settlements: readonly SettlementRow[]): EstimateChange[] {
  const changes = new Map<string, EstimateChange>();
  const learn = (tenantId: string, known: number | null, { tool, profile, runSeconds }: SettlementRow) => {
    const key = JSON.stringify([tenantId, tool, profile]);
    const previous = changes.get(key)?.seconds ?? known;
    changes.set(key, { tenantId, tool, profile, seconds: nextEstimate(previous, runSeconds) });
  };
  for (const ended of settlements.filter((one) => one.isWholeRun)) {
    learn(ended.tenantId, ended.tenantEstimate, ended);
    learn(SYSTEM_TENANT_ID, ended.sharedEstimate, ended);
  }
  return [...changes.values()];
}

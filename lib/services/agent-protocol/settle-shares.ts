import type pg from "pg";
import { chargeSharesAcrossTenants, type EarnedRow, type ShareCharge } from "@/lib/db/queue/charge-shares";
import type { SettlementRow } from "@/lib/db/queue/list-settlements";
import { removeSettlementsAcrossTenants } from "@/lib/db/queue/remove-settlements";
import { type RunEstimate, saveEstimatesAcrossTenants } from "@/lib/db/queue/save-estimates";
import { together } from "@/lib/db/transaction";
import { costOf, nextEstimate, trueUp } from "@/lib/domain/queue/job-cost";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { AgentKinds } from "@/lib/services/agent-protocol/agent-kinds";

/** Settled in one round at most; the rest follows in the next ones. */
export const SETTLEMENTS_MAX = 2_000;

/**
 * Takes the leases that ended since the last round into account: what they really cost, what they say of run lengths,
 * and that their tenants have room again. Call under `lockDispatch`, with what was listed under it. What is sent to the
 * database after this call has begun sees its effects. Answers what the lanes have earned, for their clocks.
 */
export async function settleShares(
  tx: pg.PoolClient,
  settlements: readonly SettlementRow[],
  isTiered: boolean,
): Promise<EarnedRow[]> {
  const kinds = new AgentKinds();
  const [earned] = await together([
    chargeSharesAcrossTenants(tx, chargesOf(settlements, kinds, isTiered), kinds.profiles),
    saveEstimatesAcrossTenants(tx, estimatesOf(settlements)),
    removeSettlementsAcrossTenants(
      tx,
      settlements.map(({ id }) => id),
    ),
  ]);
  return earned;
}

/** Whose lease on a platform agent has ended has room again, also where nothing is charged or given back. */
function chargesOf(
  settlements: readonly SettlementRow[],
  kinds: AgentKinds,
  isTiered: boolean,
): ShareCharge[] {
  const charges = new Map<string, ShareCharge>();
  for (const ended of settlements) {
    const { tenantId, laneId, agent } = ended;
    const kind = laneId === null || agent === null ? null : kinds.of(agent, isTiered);
    const key = `${tenantId} ${laneId} ${kind}`;
    const charge = charges.get(key) ?? {
      tenantId,
      laneId,
      pass: 0,
      earnedSeconds: 0,
      kind,
      isDispatch: false,
      isAtLimit: laneId === null ? null : false,
    };
    if (ended.chargedSeconds > 0) {
      charge.pass += trueUp(ended, ended.runSeconds).pass;
      charge.earnedSeconds += costOf(ended.runSeconds);
    }
    charges.set(key, charge);
  }
  return [...charges.values()];
}

/** Each run counts once for its tenant and once for everybody, in the order in which they ended. */
function estimatesOf(settlements: readonly SettlementRow[]): RunEstimate[] {
  const changes = new Map<string, RunEstimate>();
  const learn = (tenantId: string, known: number | null, { tool, profile, runSeconds }: SettlementRow) => {
    const key = JSON.stringify([tenantId, tool, profile]);
    const previous = changes.get(key)?.seconds ?? known;
    const seconds = nextEstimate(previous, runSeconds);
    if (seconds !== previous) changes.set(key, { tenantId, tool, profile, seconds });
  };
  for (const ended of settlements.filter((one) => one.isWholeRun)) {
    learn(ended.tenantId, ended.tenantEstimate, ended);
    // What tenants run on agents of their own says nothing of anybody else's runs.
    if (ended.laneId !== null) learn(SYSTEM_TENANT_ID, ended.sharedEstimate, ended);
  }
  return [...changes.values()];
}

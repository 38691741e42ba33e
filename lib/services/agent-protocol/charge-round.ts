import type pg from "pg";
import { chargeSharesAcrossTenants, type ShareCharge } from "@/lib/db/queue/charge-shares";
import type { CandidateRow } from "@/lib/db/queue/list-candidates";
import { removeEmptyPlacesAcrossTenants } from "@/lib/db/queue/remove-empty-places";
import { together } from "@/lib/db/transaction";
import type { AgentProfile } from "@/lib/domain/queue/agent-profile";
import type { Assignment } from "@/lib/domain/queue/match-jobs";
import { AgentKinds } from "@/lib/services/agent-protocol/agent-kinds";
import { laneIdOf, type RoundClocks } from "@/lib/services/agent-protocol/round-clocks";

/**
 * Moves the lanes on and charges tenants for what a round gave them, and takes tenants out of lanes in which they wait no
 * more. All of it is sent when this is called. Call under `lockDispatch`, after the jobs have been assigned.
 */
export async function chargeRound(
  tx: pg.PoolClient,
  assigned: readonly Assignment[],
  candidates: readonly CandidateRow[],
  clocks: RoundClocks,
  profileOf: (agentId: string) => AgentProfile | null,
): Promise<void> {
  const kinds = new AgentKinds();
  // Passes of the match are shifted by what the clocks were shifted by then.
  const shifts = new Map(assigned.map(({ laneId }) => [laneId, clocks.shiftOf(laneId)]));
  const unearned = new Map(candidates.map((row) => [row.tenantId, row.unearnedPass]));
  for (const { tenantId, laneId, agentId, pass, chargedSeconds, chargedPass } of assigned) {
    const agent = profileOf(agentId);
    // What a tenant's own agents do moves nobody.
    if (!agent || chargedSeconds === 0) continue;
    const unearnedPass = unearned.get(tenantId) ?? 0;
    const chosenPass = pass - (shifts.get(laneId) ?? 0);
    clocks.advance(laneId, agent, { chosenPass, unearnedPass, seconds: chargedSeconds });
    unearned.set(tenantId, unearnedPass + chargedPass);
  }
  const { areOfOneLane } = clocks;
  const charges = chargesOf(assigned, candidates, (agentId) => {
    const agent = areOfOneLane ? null : profileOf(agentId);
    return agent && kinds.ofProfile(agent);
  });
  await together([
    clocks.save(tx),
    chargeSharesAcrossTenants(tx, charges, kinds.profiles),
    removeEmptyPlacesAcrossTenants(tx, [...new Set(assigned.map(({ tenantId }) => tenantId))]),
  ]);
}

function chargesOf(
  assigned: readonly Assignment[],
  candidates: readonly CandidateRow[],
  kindOf: (agentId: string) => number | null,
): ShareCharge[] {
  const rooms = new Map(candidates.map((row) => [row.tenantId, row.room]));
  const charges = new Map<string, ShareCharge>();
  for (const { tenantId, agentId, laneId: clock, chargedPass, chargedSeconds } of assigned) {
    const laneId = laneIdOf(clock);
    const kind = kindOf(agentId);
    const key = `${tenantId} ${laneId} ${kind}`;
    const charge = charges.get(key) ?? {
      tenantId,
      laneId,
      kind,
      pass: 0,
      earnedSeconds: 0,
      isDispatch: false,
      isAtLimit: null,
    };
    charges.set(key, charge);
    charge.pass += chargedPass;
    const room = rooms.get(tenantId);
    if (room === undefined || chargedSeconds === 0) continue;
    rooms.set(tenantId, room - 1);
    charge.isDispatch = true;
    if (room <= 1) charge.isAtLimit = true;
  }
  return [...charges.values()];
}

import type pg from "pg";
import type { HeartbeatBody } from "@/lib/contracts/agent-protocol";
import { listAgentOrdersAcrossTenants } from "@/lib/db/queue/list-agent-orders";
import { recordHeartbeatsAcrossTenants } from "@/lib/db/queue/record-heartbeats";
import { type RenewedLeaseRow, renewLeasesAcrossTenants } from "@/lib/db/queue/renew-leases";
import { type AgentTools, updateAgentToolsAcrossTenants } from "@/lib/db/queue/update-agent-tools";
import { transaction } from "@/lib/db/transaction";
import { type AgentStatus, DEGRADED_SECONDS } from "@/lib/domain/agent/liveness";
import { AppError } from "@/lib/domain/errors";
import { LEASE_SECONDS } from "@/lib/domain/job/lease";
import type { Outcome } from "@/lib/live/coalescer";
import { wake } from "@/lib/live/wake-hub";
import { heartbeatFigures } from "@/lib/services/agent-protocol/heartbeat-figures";

export interface Beat {
  agentId: string;
  body: HeartbeatBody;
  /** When it came, by performance.now(), if it was answered then and is written only now. */
  cameAt?: number;
}

export interface TakenBeat {
  leases: RenewedLeaseRow[];
  status: AgentStatus;
  maxConcurrentJobs: number;
  now: Date;
}

/**
 * Writes beats in one transaction, whatever their number: tools, leases, signs of life.
 *
 * Promise: as for a beat of its own: a deleted agent's beat is refused and does not touch the others. Of two beats of one
 * agent the later one's figures count; both get their own leases renewed and answered.
 */
export async function recordBeats(db: pg.Pool, beats: readonly Beat[]): Promise<Outcome<TakenBeat>[]> {
  const { outcomes, hasNews } = await transaction(db, async (tx) => {
    // Agents before their leases before their beats, in the order of the admin's moves.
    const updated = new Set(await updateTools(tx, beats));
    const orders = await listAgentOrdersAcrossTenants(tx, [...new Set(beats.map((beat) => beat.agentId))]);
    const orderOf = new Map(orders.map((order) => [order.agentId, order]));
    const taken = beats.filter((beat) => orderOf.has(beat.agentId));
    const leasesOf = await renewLeases(tx, taken);
    const latest = [...new Map(taken.map((beat) => [beat.agentId, beat])).values()];
    const recorded = await recordHeartbeatsAcrossTenants(
      tx,
      latest.map(({ agentId, body, cameAt }) => ({
        agentId,
        isUpdated: updated.has(agentId),
        lateSeconds: cameAt === undefined ? null : (performance.now() - cameAt) / 1000,
        ...heartbeatFigures(body, orderOf.get(agentId)?.maxConcurrentJobs ?? 1),
      })),
      DEGRADED_SECONDS,
    );
    const rowOf = new Map(recorded.map((row) => [row.agentId, row]));
    const outcomes = beats.map((beat): Outcome<TakenBeat> => {
      const [order, row] = [orderOf.get(beat.agentId), rowOf.get(beat.agentId)];
      if (!order || !row) return { error: new AppError("unauthenticated", "The agent has been deleted.") };
      const { status, maxConcurrentJobs } = order;
      return { answer: { leases: leasesOf.get(beat) ?? [], status, maxConcurrentJobs, now: row.now } };
    });
    return { outcomes, hasNews: updated.size > 0 || recorded.some((row) => row.wasOffline) };
  });
  if (hasNews) {
    wake("events");
    wake("queue");
  }
  return outcomes;
}

async function updateTools(tx: pg.PoolClient, beats: readonly Beat[]): Promise<string[]> {
  const told = beats.filter(({ body }) => body.tools !== undefined || body.version !== undefined);
  if (told.length === 0) return [];
  const latest = new Map<string, AgentTools>();
  for (const { agentId, body } of told) {
    const before = latest.get(agentId);
    latest.set(agentId, {
      agentId,
      tools: body.tools ?? before?.tools ?? null,
      version: body.version ?? before?.version ?? null,
    });
  }
  return await updateAgentToolsAcrossTenants(tx, [...latest.values()]);
}

/** A beat that names no attempt renews none. */
async function renewLeases(tx: pg.PoolClient, beats: readonly Beat[]): Promise<Map<Beat, RenewedLeaseRow[]>> {
  const renewing = beats.filter(({ body }) => body.running?.length !== 0);
  if (renewing.length === 0) return new Map();
  const renewed = await renewLeasesAcrossTenants(
    tx,
    renewing.map(({ agentId, body }) => ({ agentId, running: body.running ?? null })),
    LEASE_SECONDS,
  );
  return new Map(renewing.map((beat, n) => [beat, renewed[n] ?? []]));
}

/**
 * Signs of life: those that arrive within a quarter of a second share a transaction, as no agent hurries for the answer.
 *
 * Promise and failure as for a beat of its own: a deleted agent's beat is refused and does not touch the others. Of two
 * beats of one agent in one batch the later one's figures count; both get their own leases renewed and answered.
 */
import type pg from "pg";
import type { HeartbeatBody } from "@/lib/contracts/agent-protocol";
import { poolBeside } from "@/lib/db/pool";
import { type AgentOrderRow, listAgentOrdersAcrossTenants } from "@/lib/db/queue/list-agent-orders";
import { type HeartbeatFigures, recordHeartbeatsAcrossTenants } from "@/lib/db/queue/record-heartbeats";
import { type RenewedLeaseRow, renewLeasesAcrossTenants } from "@/lib/db/queue/renew-leases";
import { type AgentTools, updateAgentToolsAcrossTenants } from "@/lib/db/queue/update-agent-tools";
import { transaction } from "@/lib/db/transaction";
import { type AgentStatus, DEGRADED_SECONDS } from "@/lib/domain/agent/liveness";
import { loadScore } from "@/lib/domain/agent/load-score";
import { AppError } from "@/lib/domain/errors";
import { LEASE_SECONDS } from "@/lib/domain/job/lease";
import { Coalescer, type Outcome, sharedCoalescer } from "@/lib/live/coalescer";
import { wake } from "@/lib/live/wake-hub";

const BEATS_MAX = 500;
const LINGER_MS = 250;

export interface Beat {
  agentId: string;
  body: HeartbeatBody;
}

export interface TakenBeat {
  leases: RenewedLeaseRow[];
  status: AgentStatus;
  maxConcurrentJobs: number;
  now: Date;
}

export function takeBeat(db: pg.Pool, beat: Beat): Promise<TakenBeat> {
  return beatBatches(poolBeside(db, "beats")).submit(beat);
}

function beatBatches(db: pg.Pool): Coalescer<Beat, TakenBeat> {
  return sharedCoalescer(
    "beats",
    db,
    () =>
      new Coalescer((beats: readonly Beat[]) => takeAll(db, beats), {
        itemsMax: BEATS_MAX,
        lingerMs: LINGER_MS,
      }),
  );
}

async function takeAll(db: pg.Pool, beats: readonly Beat[]): Promise<Outcome<TakenBeat>[]> {
  const { outcomes, hasNews } = await transaction(db, async (tx) => {
    // Agents before their leases before their beats, in the order of the admin's moves.
    const updated = new Set(await updateTools(tx, beats));
    const orders = await listAgentOrdersAcrossTenants(tx, [...new Set(beats.map((beat) => beat.agentId))]);
    const orderOf = new Map(orders.map((order) => [order.agentId, order]));
    const taken = beats.filter((beat) => orderOf.has(beat.agentId));
    const renewed = await renewLeasesAcrossTenants(
      tx,
      taken.map(({ agentId, body }) => ({ agentId, running: body.running ?? null })),
      LEASE_SECONDS,
    );
    const leasesOf = new Map(taken.map((beat, n) => [beat, renewed[n] ?? []]));
    const latest = [...new Map(taken.map((beat) => [beat.agentId, beat])).values()];
    const recorded = await recordHeartbeatsAcrossTenants(
      tx,
      latest.map(({ agentId, body }) => ({
        agentId,
        isUpdated: updated.has(agentId),
        ...figuresOf(body, orderOf.get(agentId)),
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

function figuresOf(body: HeartbeatBody, order: AgentOrderRow | undefined): HeartbeatFigures {
  const figures = {
    cpuPercent: body.cpu_percent ?? 0,
    memoryPercent: body.memory_percent ?? 0,
    diskReadMbps: body.disk_read_mbps ?? 0,
    diskWriteMbps: body.disk_write_mbps ?? 0,
    networkRxMbps: body.network_rx_mbps ?? 0,
    networkTxMbps: body.network_tx_mbps ?? 0,
  };
  const maxConcurrentJobs = order?.maxConcurrentJobs ?? 1;
  return {
    ...figures,
    loadScore: loadScore({ ...figures, currentJobs: body.current_jobs, maxConcurrentJobs }),
  };
}

import type { AgentRow } from "@/lib/db/agents/agent-row";
import type { HeartbeatFigures } from "@/lib/db/queue/record-heartbeats";
import type { AgentStatus } from "@/lib/domain/agent/liveness";

/** A beat of an agent that holds no job, and says so, and says nothing new of itself. */
export interface QuietBeat {
  agentId: string;
  figures: HeartbeatFigures;
}

/** What a quiet beat is answered with. */
export interface AgentOrders {
  status: AgentStatus;
  maxConcurrentJobs: number;
}

/** What of an agent an overlay of its row may replace. */
export type SeenRow = Pick<
  AgentRow,
  "id" | "lastSeenAt" | "reportedOffline" | "loadScore" | "cpuPercent" | "memoryPercent" | "now"
>;

/** How many milliseconds old a shared value may be. */
export const SHARED_MS = 1_000;

/**
 * What is true for seconds only: who was heard when and how loaded it is, and figures that several processes count.
 * By default all of it is in Postgres; with REDIS_URL the frequent part is in Redis.
 *
 * Promise: no call throws for want of Redis, and none waits for it longer than ASK_MS in redis-link.ts. Jobs, leases and
 * what SQL decides about liveness are never read from here, so that losing all of it at any moment costs freshness only.
 */
export interface EphemeralState {
  /**
   * Takes note of quiet beats. Answers the orders of those that need no further work now; the row of such an agent has
   * to be written within DEFER_SECONDS. The others are to be recorded in Postgres at once.
   */
  noteBeats(beats: readonly QuietBeat[]): Promise<Map<string, AgentOrders>>;
  /** Of agents whose row was just written: the orders that it was answered with. */
  coverBeats(orders: ReadonlyMap<string, AgentOrders>): Promise<void>;
  /** Agents that wait in a poll live; a row written within `staleSeconds` is left alone. */
  keepSeen(agentIds: readonly string[], staleSeconds: number): Promise<void>;
  /** After the commit of whatever changed an agent's orders, and when it goes: its next beat is recorded in Postgres. */
  forget(agentId: string): Promise<void>;
  /** The rows with the fresher of what Postgres and this know. */
  freshen<Row extends SeenRow>(rows: readonly Row[]): Promise<Row[]>;
  /**
   * A value of JSON that any process began to load at most SHARED_MS ago, or that this one is loading. A failing load is
   * its callers' failure and nobody else's.
   */
  shared<T>(name: string, load: () => Promise<T>): Promise<T>;
  /** Null: there is no Redis to be reached. */
  isRedisUp(): boolean | null;
  close(): Promise<void>;
}

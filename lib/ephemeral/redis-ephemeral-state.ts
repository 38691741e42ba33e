import {
  type AgentOrders,
  type EphemeralState,
  type QuietBeat,
  type SeenRow,
  SHARED_MS,
} from "@/lib/ephemeral/ephemeral-state";
import { OneLoad } from "@/lib/ephemeral/one-load";
import type { RedisLink } from "@/lib/ephemeral/redis-link";
import { readFigures, readOrders, readShared } from "@/lib/ephemeral/redis-values";
import { overlaySeen } from "@/lib/ephemeral/seen-figures";

/**
 * Orders serve for so long after their agent's row was written; each writing renews them. If no process comes to write (it
 * died, or the platform froze it), the next beat finds none and is recorded before its agent's row counts as silent.
 */
export const ORDERS_MS = 15_000;
/** Nobody silent for longer is online, so nobody is asked about any more. */
const SEEN_MS = 60_000;

/**
 * Quiet beats are answered from Redis, where agents' orders and last figures lie for as long as they are fresh; ages are
 * told by what is left of a key's time, so no two clocks are compared. Whatever Redis cannot say, Postgres does.
 * `scope` keeps installations apart that share a Redis.
 */
export class RedisEphemeralState implements EphemeralState {
  private readonly loads = new OneLoad();

  constructor(
    private readonly link: RedisLink,
    private readonly scope: string,
    private readonly inPostgres: EphemeralState,
  ) {}

  async noteBeats(beats: readonly QuietBeat[]): Promise<Map<string, AgentOrders>> {
    const orders = new Map<string, AgentOrders>();
    if (beats.length === 0) return orders;
    const texts = await this.link.ask(async (client) => {
      const asked = client.mGet(beats.map(({ agentId }) => this.ordersKey(agentId)));
      const noted = beats.map(({ agentId, figures: { loadScore, cpuPercent, memoryPercent } }) =>
        client.set(this.seenKey(agentId), JSON.stringify({ loadScore, cpuPercent, memoryPercent }), {
          expiration: { type: "PX", value: SEEN_MS },
        }),
      );
      const [found] = await Promise.all([asked, ...noted]);
      return found;
    });
    for (const [index, { agentId }] of beats.entries()) {
      const known = readOrders(texts?.[index] ?? null);
      if (known) orders.set(agentId, known);
    }
    return orders;
  }

  async coverBeats(orders: ReadonlyMap<string, AgentOrders>): Promise<void> {
    await this.link.ask((client) =>
      Promise.all(
        [...orders].map(([agentId, { status, maxConcurrentJobs }]) =>
          client.set(this.ordersKey(agentId), JSON.stringify({ status, maxConcurrentJobs }), {
            expiration: { type: "PX", value: ORDERS_MS },
          }),
        ),
      ),
    );
  }

  /** Other processes prefer whoever polls here by its row, so that is kept as fresh as without Redis. */
  async keepSeen(agentIds: readonly string[], staleSeconds: number): Promise<void> {
    await this.inPostgres.keepSeen(agentIds, staleSeconds);
  }

  async forget(agentId: string): Promise<void> {
    await this.link.ask((client) => client.del([this.ordersKey(agentId), this.seenKey(agentId)]));
  }

  async freshen<Row extends SeenRow>(rows: readonly Row[]): Promise<Row[]> {
    const seen = await this.link.ask((client) =>
      Promise.all(
        rows.flatMap(({ id }) => {
          const key = this.seenKey(id);
          return [Promise.all([client.get(key), client.pTTL(key)])];
        }),
      ),
    );
    return rows.map((row, index) => {
      const [text, leftMs] = seen?.[index] ?? [null, 0];
      const figures = readFigures(text);
      return figures && leftMs > 0 && leftMs <= SEEN_MS ? overlaySeen(row, figures, SEEN_MS - leftMs) : row;
    });
  }

  shared<T>(name: string, load: () => Promise<T>): Promise<T> {
    return this.loads.run(name, async () => {
      const key = `${this.scope}:shared:${name}`;
      const kept = await this.link.ask(async (client) => ({ text: await client.get(key) }));
      if (!kept) return await this.inPostgres.shared(name, load);
      const found = readShared(kept.text);
      if (found) return found.value as T;
      const startedAt = performance.now();
      const value = await load();
      const leftMs = Math.floor(SHARED_MS - (performance.now() - startedAt));
      if (leftMs > 0) {
        const expiration = { type: "PX", value: leftMs } as const;
        await this.link.ask((client) => client.set(key, JSON.stringify({ value }), { expiration }));
      }
      return value;
    });
  }

  isRedisUp(): boolean {
    return this.link.isConnected;
  }

  async close(): Promise<void> {
    await this.link.close();
  }

  private ordersKey(agentId: string): string {
    return `${this.scope}:orders:${agentId}`;
  }

  private seenKey(agentId: string): string {
    return `${this.scope}:seen:${agentId}`;
  }
}

import type pg from "pg";
import { findSharedValueAcrossTenants } from "@/lib/db/ephemeral/find-shared-value";
import { putSharedValueAcrossTenants } from "@/lib/db/ephemeral/put-shared-value";
import { poolBeside } from "@/lib/db/pool";
import { keepPollingAgentsSeenAcrossTenants } from "@/lib/db/queue/keep-polling-agents-seen";
import {
  type AgentOrders,
  type EphemeralState,
  type SeenRow,
  SHARED_MS,
} from "@/lib/ephemeral/ephemeral-state";
import { OneLoad } from "@/lib/ephemeral/one-load";

/** Everything in Postgres: each beat is recorded there before it is answered, so that its rows are the freshest there are. */
export class PostgresEphemeralState implements EphemeralState {
  private readonly loads = new OneLoad();

  constructor(private readonly db: pg.Pool) {}

  async noteBeats(): Promise<Map<string, AgentOrders>> {
    return new Map();
  }

  async coverBeats(): Promise<void> {}

  async keepSeen(agentIds: readonly string[], staleSeconds: number): Promise<void> {
    await keepPollingAgentsSeenAcrossTenants(poolBeside(this.db, "beats"), agentIds, staleSeconds);
  }

  async forget(): Promise<void> {}

  async freshen<Row extends SeenRow>(rows: readonly Row[]): Promise<Row[]> {
    return [...rows];
  }

  shared<T>(name: string, load: () => Promise<T>): Promise<T> {
    const db = poolBeside(this.db, "console");
    return this.loads.run(name, async () => {
      const { found, now } = await findSharedValueAcrossTenants(db, name, SHARED_MS / 1000);
      if (found) return found.value as T;
      const value = await load();
      // Kept for others only: whoever loaded it has it.
      await putSharedValueAcrossTenants(db, name, value, now).catch(() => {});
      return value;
    });
  }

  isRedisUp(): null {
    return null;
  }

  async close(): Promise<void> {}
}

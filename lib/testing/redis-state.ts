import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { EphemeralState } from "@/lib/ephemeral/ephemeral-state";
import { PostgresEphemeralState } from "@/lib/ephemeral/postgres-ephemeral-state";
import { redisEphemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { onePerOwner } from "@/lib/live/one-per-owner";

/** Lets everything that works on `pool` keep its ephemeral state in this Redis. Call before its first use. */
export function keepStateInRedis(pool: pg.Pool, url: string, scope = newScope()): EphemeralState {
  return onePerOwner("ephemeral-state", pool, () =>
    redisEphemeralState(url, scope, new PostgresEphemeralState(pool)),
  );
}

/** A part of Redis that no other test looks at. */
export function newScope(): string {
  return `test:${randomBytes(6).toString("hex")}`;
}

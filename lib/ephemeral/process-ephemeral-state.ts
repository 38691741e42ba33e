import { createHmac } from "node:crypto";
import type pg from "pg";
import { env } from "@/lib/config/env";
import { poolBeside } from "@/lib/db/pool";
import type { EphemeralState } from "@/lib/ephemeral/ephemeral-state";
import { PostgresEphemeralState } from "@/lib/ephemeral/postgres-ephemeral-state";
import { RedisEphemeralState } from "@/lib/ephemeral/redis-ephemeral-state";
import { RedisLink } from "@/lib/ephemeral/redis-link";
import { onePerOwner } from "@/lib/live/one-per-owner";
import { log } from "@/lib/log";
import { derivedKey } from "@/lib/secrets/derived-key";

/** The process's ephemeral state, the same beside each of its pools: in Postgres, or with REDIS_URL in Redis. */
export function ephemeralState(db: pg.Pool): EphemeralState {
  const owner = poolBeside(db, "queue");
  return onePerOwner("ephemeral-state", owner, () => {
    const inPostgres = new PostgresEphemeralState(owner);
    const { REDIS_URL: url, DATABASE_URL: database = "" } = env();
    return url ? redisEphemeralState(url, scopeOf(database), inPostgres) : inPostgres;
  });
}

export function redisEphemeralState(url: string, scope: string, inPostgres: EphemeralState): EphemeralState {
  return new RedisEphemeralState(new RedisLink(url, `${scope}:probe`, log), scope, inPostgres);
}

/** The same for all servers of an installation, another one for a copy of its database, and telling nothing of either. */
function scopeOf(databaseUrl: string): string {
  return `muster:${createHmac("sha256", derivedKey("ephemeral")).update(databaseUrl).digest("hex").slice(0, 16)}`;
}

import type pg from "pg";
import type { Actor } from "@/lib/domain/access/principal";
import { log } from "@/lib/log";
import { asPlatform } from "@/lib/services/as-platform";
import type { Context, TenantContext } from "@/lib/services/context";

const ADMIN: Actor = { type: "user", id: "0192f0c0-0000-7000-8000-00000000ad01", name: "admin@example.com" };

/** What a platform admin's request hands to a service, for tests. */
export function adminContext(db: pg.Pool, fields: Partial<Context> = {}): TenantContext {
  return asPlatform({
    db,
    actor: ADMIN,
    ip: "192.0.2.7",
    requestId: "test-request",
    log: log.child({}, { level: "silent" }),
    signal: new AbortController().signal,
    ...fields,
  });
}

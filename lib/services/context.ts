import type pg from "pg";
import type { Actor } from "@/lib/domain/access/principal";
import type { Log } from "@/lib/log";

/** What every use case is handed: the database, who acts, and how to trace it. Never ambient. */
export interface Context {
  db: pg.Pool;
  actor: Actor;
  ip: string | null;
  requestId: string;
  log: Log;
  /** Aborted when the caller has gone; long polls and streams end on it. */
  signal: AbortSignal;
}

/** A use case of one tenant. The id comes from the credential, never from the request. */
export interface TenantContext extends Context {
  tenantId: string;
}

import { randomUUID } from "node:crypto";
import { pool } from "@/lib/db/pool";
import { actorOf, type UserPrincipal } from "@/lib/domain/access/principal";
import { log } from "@/lib/log";
import type { Context, TenantContext } from "@/lib/services/context";

/**
 * The context of a read that a page makes while it is rendered. Pages never change anything, so there is no address to
 * record; a page that the reader has left is rendered to its end, hence a signal that never fires.
 */
export function pageContext(principal: UserPrincipal): Context {
  const requestId = randomUUID();
  return {
    db: pool("console"),
    actor: actorOf(principal),
    ip: null,
    requestId,
    log: log.child({ request_id: requestId }),
    signal: new AbortController().signal,
  };
}

/** The same inside one tenant, whose id comes from the reader's membership. */
export function tenantPageContext(principal: UserPrincipal, tenantId: string): TenantContext {
  return { ...pageContext(principal), tenantId };
}

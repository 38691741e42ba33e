import type pg from "pg";
import { dropPreviousAgentKey, findAgentByKeyAcrossTenants } from "@/lib/db/access/find-agent-by-key";
import type { Principal } from "@/lib/domain/access/principal";
import type { KeyParts } from "@/lib/domain/token/api-key";
import { secretMatches } from "@/lib/secrets/hash-secret";

/** An enrolled agent. The first use of a rotated key ends the old one. A disabled agent may still finish its jobs. */
export async function agentPrincipal(db: pg.Pool, key: KeyParts): Promise<Principal | null> {
  const row = await findAgentByKeyAcrossTenants(db, key.prefix);
  if (!row || !secretMatches(key.secret, row.keyHash)) return null;
  if (!row.isPreviousKey && row.hasPreviousKey) await dropPreviousAgentKey(db, row.id);
  return {
    kind: "agent",
    agentId: row.id,
    name: row.name,
    tenantId: row.tenantId,
    isPlatformAgent: row.isPlatformAgent,
  };
}

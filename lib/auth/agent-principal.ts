import type pg from "pg";
import {
  type AgentKeyRow,
  dropPreviousAgentKey,
  listAgentsByKeyAcrossTenants,
} from "@/lib/db/access/find-agent-by-key";
import type { Principal } from "@/lib/domain/access/principal";
import type { KeyParts } from "@/lib/domain/token/api-key";
import { Coalescer, sharedCoalescer } from "@/lib/live/coalescer";
import { secretMatches } from "@/lib/secrets/hash-secret";

const LOOKUPS_MAX = 500;

/** An enrolled agent. The first use of a rotated key ends the old one. A disabled agent may still finish its jobs. */
export async function agentPrincipal(db: pg.Pool, key: KeyParts): Promise<Principal | null> {
  const row = await lookups(db).submit(key.prefix);
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

/** Requests that come together look their keys up together. */
function lookups(db: pg.Pool): Coalescer<string, AgentKeyRow | null> {
  return sharedCoalescer(
    "agent-keys",
    db,
    () =>
      new Coalescer(
        async (prefixes: readonly string[]) => {
          const rows = await listAgentsByKeyAcrossTenants(db, [...new Set(prefixes)]);
          return prefixes.map((prefix) => ({ answer: rows.find((row) => row.keyPrefix === prefix) ?? null }));
        },
        { itemsMax: LOOKUPS_MAX },
      ),
  );
}

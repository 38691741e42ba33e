import type pg from "pg";
import { keptKeys } from "@/lib/auth/kept-keys";
import {
  type AgentKeyRow,
  dropPreviousAgentKey,
  listAgentsByKeyAcrossTenants,
} from "@/lib/db/access/find-agent-by-key";
import { findAgentKeyEpoch } from "@/lib/db/access/find-agent-key-epoch";
import type { Principal } from "@/lib/domain/access/principal";
import type { KeyParts } from "@/lib/domain/token/api-key";
import type { EpochCache } from "@/lib/live/epoch-cache";
import { wake } from "@/lib/live/wake-hub";
import { secretMatches } from "@/lib/secrets/hash-secret";

const source = {
  readEpoch: findAgentKeyEpoch,
  list: listAgentsByKeyAcrossTenants,
  // One of before a rotation ends by itself.
  isKept: (row: AgentKeyRow) => !row.isPreviousKey,
};

export function keptAgentKeys(db: pg.Pool): EpochCache<AgentKeyRow | null> {
  return keptKeys("agent-keys", db, source);
}

/**
 * An enrolled agent. The first use of a rotated key ends the old one. A disabled agent may still finish its jobs.
 *
 * Promise: a key that was rotated away or whose agent was deleted is dead at once in the process that did it and in those
 * that hear of it, and within a second in every other one; a new key is good at once everywhere.
 */
export async function agentPrincipal(db: pg.Pool, key: KeyParts): Promise<Principal | null> {
  const row = await keptAgentKeys(db).get(key.prefix);
  if (!row || !secretMatches(key.secret, row.keyHash)) return null;
  if (!row.isPreviousKey && row.hasPreviousKey) {
    await dropPreviousAgentKey(db, row.id);
    wake("keys");
  }
  return {
    kind: "agent",
    agentId: row.id,
    name: row.name,
    tenantId: row.tenantId,
    isPlatformAgent: row.isPlatformAgent,
    keyPrefix: row.keyPrefix,
  };
}

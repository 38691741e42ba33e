import type pg from "pg";
import {
  type AgentKeyRow,
  dropPreviousAgentKey,
  listAgentsByKeyAcrossTenants,
} from "@/lib/db/access/find-agent-by-key";
import { findAgentKeyEpoch } from "@/lib/db/access/find-agent-key-epoch";
import type { Principal } from "@/lib/domain/access/principal";
import type { KeyParts } from "@/lib/domain/token/api-key";
import { Coalescer } from "@/lib/live/coalescer";
import { EpochCache } from "@/lib/live/epoch-cache";
import { onePerOwner } from "@/lib/live/one-per-owner";
import { onWake, wake } from "@/lib/live/wake-hub";
import { secretMatches } from "@/lib/secrets/hash-secret";

const LOOKUPS_MAX = 500;
const KEPT_MAX = 20_000;
const CHECK_MS = 1_000;

interface FoundKey {
  row: AgentKeyRow | null;
  epoch: string;
  isKept: boolean;
}

/**
 * An enrolled agent. The first use of a rotated key ends the old one. A disabled agent may still finish its jobs.
 *
 * Promise: a key that was rotated away or whose agent was deleted is dead at once in the process that did it and in those
 * that hear of it, and within a second in every other one; a new key is good at once everywhere.
 */
export async function agentPrincipal(db: pg.Pool, key: KeyParts): Promise<Principal | null> {
  const row = await keptKeys(db).get(key.prefix);
  if (!row || !secretMatches(key.secret, row.keyHash)) return null;
  if (!row.isPreviousKey && row.hasPreviousKey) {
    await dropPreviousAgentKey(db, row.id);
    wake("agent-keys");
  }
  return {
    kind: "agent",
    agentId: row.id,
    name: row.name,
    tenantId: row.tenantId,
    isPlatformAgent: row.isPlatformAgent,
  };
}

function keptKeys(db: pg.Pool): EpochCache<AgentKeyRow | null> {
  return onePerOwner("agent-keys", db, () => {
    const lookups = lookupsOf(db);
    const source = {
      readEpoch: () => findAgentKeyEpoch(db),
      read: (prefix: string) => lookups.submit(prefix),
    };
    const cache = new EpochCache<AgentKeyRow | null>(source, { rowsMax: KEPT_MAX, checkMs: CHECK_MS });
    onWake("agent-keys", () => cache.forget());
    return cache;
  });
}

/** Requests that come together look their keys up together. */
function lookupsOf(db: pg.Pool): Coalescer<string, FoundKey> {
  return new Coalescer(
    async (prefixes: readonly string[]) => {
      const { rows, epoch } = await listAgentsByKeyAcrossTenants(db, [...new Set(prefixes)]);
      const byPrefix = new Map(rows.map((row) => [row.keyPrefix, row]));
      return prefixes.map((prefix) => {
        const row = byPrefix.get(prefix) ?? null;
        // A key that nobody has may be given out at any moment; one of before a rotation ends by itself.
        return { answer: { row, epoch, isKept: row !== null && !row.isPreviousKey } };
      });
    },
    { itemsMax: LOOKUPS_MAX },
  );
}

import type pg from "pg";
import { TIERS, type Tier } from "@/lib/domain/tier/tier";
import { newKey } from "@/lib/secrets/new-secret";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { BenchAgent } from "../harness/bench-agent";

/** Platform agents, every one with a connection of its own: of all three tiers in turn, and with one slot, unless told otherwise. */
export async function seedAgents(
  db: pg.Pool,
  port: number,
  count: number,
  { slots = 1, tiers = TIERS }: { slots?: number; tiers?: readonly Tier[] } = {},
): Promise<BenchAgent[]> {
  return await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const key = newKey("agent");
      const { id } = await createAgent(db, { key, tier: tiers[i % tiers.length], maxConcurrentJobs: slots });
      return await BenchAgent.open(port, id, key.key);
    }),
  );
}

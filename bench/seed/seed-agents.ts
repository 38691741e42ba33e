import type pg from "pg";
import { TIERS } from "@/lib/domain/tier/tier";
import { newKey } from "@/lib/secrets/new-secret";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { BenchAgent } from "../harness/bench-agent";

/** Platform agents of all three tiers in turn, every one with a connection of its own. */
export async function seedAgents(db: pg.Pool, port: number, count: number, slots = 1): Promise<BenchAgent[]> {
  return await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const key = newKey("agent");
      const { id } = await createAgent(db, { key, tier: TIERS[i % TIERS.length], maxConcurrentJobs: slots });
      return await BenchAgent.open(port, id, key.key);
    }),
  );
}

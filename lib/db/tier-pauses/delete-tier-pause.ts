import type pg from "pg";
import type { Tier } from "@/lib/domain/tier/tier";

/** Ends a tier's pause. */
export async function deleteTierPause(tx: pg.PoolClient, tier: Tier): Promise<void> {
  await tx.query({
    name: "delete-tier-pause",
    text: "DELETE FROM tier_pauses WHERE tier = $1",
    values: [tier],
  });
}

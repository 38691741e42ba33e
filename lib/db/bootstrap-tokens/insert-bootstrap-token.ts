import type pg from "pg";
import { violates } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface NewBootstrapTokenRow {
  id: string;
  prefix: string;
  hash: string;
  description: string;
  tier: Tier;
  expiresInHours: number;
  maxUses: number;
  requiredCapabilities: readonly string[];
  requiredTools: readonly string[];
  requiredRegion: string | null;
  allowedCidrs: readonly string[];
  createdBy: string;
}

/** The life begins at the database's now. Throws the violation that `isBootstrapPrefixTaken` knows. */
export async function insertBootstrapToken(
  tx: pg.PoolClient,
  tenantId: string,
  token: NewBootstrapTokenRow,
): Promise<void> {
  await tx.query({
    name: "insert-bootstrap-token",
    text: `INSERT INTO bootstrap_tokens (id, tenant_id, token_prefix, secret_hash, description, tier, expires_at,
                                         max_uses, required_capabilities, required_tools, required_region,
                                         allowed_cidrs, created_by)
           VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(hours => $7), $8, $9, $10, $11, $12, $13)`,
    values: [
      token.id,
      tenantId,
      token.prefix,
      token.hash,
      token.description,
      token.tier,
      token.expiresInHours,
      token.maxUses,
      token.requiredCapabilities,
      token.requiredTools,
      token.requiredRegion,
      token.allowedCidrs,
      token.createdBy,
    ],
  });
}

/** Prefixes have six characters, so two tokens of many thousands may meet in one. */
export function isBootstrapPrefixTaken(error: unknown): boolean {
  return violates(error, "bootstrap_tokens_prefix_key");
}

import type pg from "pg";
import type { Tier } from "@/lib/domain/tier/tier";

export interface LockedBootstrapToken {
  id: string;
  tenantId: string;
  isTenantSuspended: boolean;
  tokenPrefix: string;
  tier: Tier;
  expiresAt: Date;
  maxUses: number;
  currentUses: number;
  revokedAt: Date | null;
  requiredCapabilities: string[];
  requiredTools: string[];
  requiredRegion: string | null;
  allowedCidrs: string[];
  /** The database's clock at this very moment; now() would be the transaction's beginning, before the wait for the lock. */
  now: Date;
}

/** Holds the token's row until the transaction ends: registrations with one token go one after another. */
export async function lockBootstrapToken(
  tx: pg.PoolClient,
  tenantId: string,
  id: string,
): Promise<LockedBootstrapToken | null> {
  const { rows } = await tx.query<LockedBootstrapToken>({
    name: "lock-bootstrap-token",
    text: `SELECT id, tenant_id AS "tenantId",
                  (SELECT t.status = 'suspended' FROM tenants t WHERE t.id = tenant_id) AS "isTenantSuspended", token_prefix AS "tokenPrefix", tier, expires_at AS "expiresAt",
                  max_uses AS "maxUses", current_uses AS "currentUses", revoked_at AS "revokedAt",
                  required_capabilities AS "requiredCapabilities", required_tools AS "requiredTools",
                  required_region AS "requiredRegion", allowed_cidrs AS "allowedCidrs", clock_timestamp() AS now
             FROM bootstrap_tokens WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
    values: [tenantId, id],
  });
  return rows[0] ?? null;
}

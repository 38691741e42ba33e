import type pg from "pg";

export interface NewLimitOverride {
  key: string;
  value: string | number;
  reason: string;
  setBy: string;
  expiresAt: string | null;
}

/** Sets one override of a tenant that has a subscription, in place of an earlier one with this key. */
export async function setLimitOverride(
  tx: pg.PoolClient,
  tenantId: string,
  override: NewLimitOverride,
): Promise<void> {
  await tx.query({
    name: "set-limit-override",
    text: `INSERT INTO limit_overrides (tenant_id, key, value, reason, set_by, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (tenant_id, key) DO UPDATE
             SET value = excluded.value, reason = excluded.reason, set_by = excluded.set_by, set_at = now(),
                 expires_at = excluded.expires_at`,
    values: [
      tenantId,
      override.key,
      JSON.stringify(override.value),
      override.reason,
      override.setBy,
      override.expiresAt,
    ],
  });
}

import type pg from "pg";

/** Overrides the tenant's priority base, which is its weight. */
export async function setWeight(db: pg.Pool, tenantId: string, weight: number): Promise<void> {
  await db.query(
    `INSERT INTO limit_overrides (tenant_id, key, value, reason, set_by)
     VALUES ($1, 'platform_agents:priority_base', to_jsonb($2::int), 'bench', 'bench')
     ON CONFLICT (tenant_id, key) DO UPDATE SET value = EXCLUDED.value`,
    [tenantId, weight],
  );
}

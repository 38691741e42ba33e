import type pg from "pg";

/**
 * Those of the tenants that have something older than their plan keeps, in the given order.
 * Index: jobs_ended_idx and archives_age_idx, their first row each; archives that a job names are passed over. Asked
 * whether there is any, and not for the first, Postgres would rather read whole tables.
 */
export async function listOldHistoriesAcrossTenants(
  tx: pg.PoolClient,
  tenantIds: readonly string[],
): Promise<string[]> {
  const { rows } = await tx.query<{ tenantId: string }>({
    name: "list-old-histories",
    text: `SELECT h.tenant_id AS "tenantId"
             FROM unnest($1::uuid[]) WITH ORDINALITY AS given(id, place)
             JOIN tenant_history_limits h ON h.tenant_id = given.id
             CROSS JOIN LATERAL (SELECT now() - make_interval(days => h.history_days) AS at) kept
            WHERE (SELECT j.finished_at FROM jobs j WHERE j.tenant_id = h.tenant_id AND j.finished_at IS NOT NULL
                    ORDER BY j.finished_at LIMIT 1) < kept.at
               OR (SELECT v.created_at FROM archives v
                    WHERE v.tenant_id = h.tenant_id AND v.created_at < kept.at
                      AND NOT EXISTS (SELECT FROM jobs j WHERE j.tenant_id = v.tenant_id AND j.tool = 'secrets'
                                         AND j.target = v.id::text)
                    ORDER BY v.created_at LIMIT 1) IS NOT NULL
            ORDER BY given.place`,
    values: [tenantIds],
  });
  return rows.map(({ tenantId }) => tenantId);
}

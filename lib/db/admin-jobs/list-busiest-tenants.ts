import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface BusyTenant {
  tenantId: string;
  slug: string;
  name: string;
  queued: number;
  running: number;
  maxTier: Tier | null;
}

/** The tenants with the most jobs waiting and running now, the busiest first. */
export async function listBusiestTenantsAcrossTenants(db: Db, limit: number): Promise<BusyTenant[]> {
  const { rows } = await db.query<BusyTenant>({
    name: "list-busiest-tenants",
    text: `WITH queued AS (SELECT tenant_id, count(*) AS jobs FROM queue_items GROUP BY tenant_id),
                running AS (SELECT tenant_id, count(*) AS jobs FROM job_leases GROUP BY tenant_id),
                busy AS (
                  SELECT COALESCE(q.tenant_id, r.tenant_id) AS tenant_id, COALESCE(q.jobs, 0)::integer AS queued,
                         COALESCE(r.jobs, 0)::integer AS running
                    FROM queued q FULL JOIN running r ON r.tenant_id = q.tenant_id
                   ORDER BY COALESCE(q.jobs, 0) + COALESCE(r.jobs, 0) DESC, 1
                   LIMIT $1)
           SELECT b.tenant_id AS "tenantId", t.slug, t.name, b.queued, b.running, l.max_tier AS "maxTier"
             FROM busy b
             JOIN tenants t ON t.id = b.tenant_id
             LEFT JOIN tenant_platform_limits l ON l.tenant_id = b.tenant_id
            ORDER BY b.queued + b.running DESC, t.slug`,
    values: [limit],
  });
  return rows;
}

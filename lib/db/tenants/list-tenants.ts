import { containsPattern } from "@/lib/db/contains-pattern";
import { SELECT_TENANT, type TenantRow } from "@/lib/db/tenants/tenant-row";
import type { Db } from "@/lib/db/transaction";

export interface TenantFilter {
  plan?: string | undefined;
  /** Part of the name or slug, any case. */
  q?: string | undefined;
  beforeId: string | null;
  limit: number;
}

/** Ordinary tenants, newest first. */
export async function listTenantsAcrossTenants(db: Db, filter: TenantFilter): Promise<TenantRow[]> {
  const { rows } = await db.query<TenantRow>({
    name: "list-tenants",
    text: `${SELECT_TENANT}
              AND ($1::text IS NULL OR s.plan_slug = $1)
              AND ($2::text IS NULL OR t.name ILIKE $2 OR t.slug ILIKE $2)
              AND ($3::uuid IS NULL OR t.id < $3)
            ORDER BY t.id DESC
            LIMIT $4`,
    values: [filter.plan ?? null, filter.q ? containsPattern(filter.q) : null, filter.beforeId, filter.limit],
  });
  return rows;
}

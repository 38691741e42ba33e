import type { Db } from "@/lib/db/transaction";

/** The names in addresses of these tenants, by id. */
export async function listTenantSlugsAcrossTenants(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; slug: string }>({
    name: "list-tenant-slugs",
    text: "SELECT id, slug FROM tenants WHERE id = ANY ($1::uuid[])",
    values: [ids],
  });
  return new Map(rows.map(({ id, slug }) => [id, slug]));
}

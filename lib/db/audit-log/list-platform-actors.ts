import type { Db } from "@/lib/db/transaction";

/** Of these actors the platform's own: admins who are no members of the tenant, and admin keys. */
export async function listPlatformActors(
  db: Db,
  tenantId: string,
  actorIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: "list-platform-actors",
    text: `SELECT a.user_id::text AS id FROM platform_admins a
            WHERE a.user_id::text = ANY ($2::text[])
              AND NOT EXISTS (SELECT FROM memberships m WHERE m.tenant_id = $1 AND m.user_id = a.user_id)
           UNION ALL
           SELECT k.id::text FROM api_keys k WHERE k.id::text = ANY ($2::text[]) AND k.tenant_id IS NULL`,
    values: [tenantId, actorIds],
  });
  return new Set(rows.map((row) => row.id));
}

import type { Db } from "@/lib/db/transaction";

/** The bytes of archives that the tenant keeps now. */
export async function sumArchiveBytes(db: Db, tenantId: string): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>({
    name: "sum-archive-bytes",
    text: "SELECT COALESCE(sum(size_bytes), 0)::float8 AS bytes FROM archives WHERE tenant_id = $1",
    values: [tenantId],
  });
  return rows[0]?.bytes ?? 0;
}

import type { Db } from "@/lib/db/transaction";

/** How many submits a minute the tenant has; null when platform agents are not available to it. */
export async function findSubmitRate(db: Db, tenantId: string): Promise<number | null> {
  const { rows } = await db.query<{ perMinute: number }>({
    name: "find-submit-rate",
    text: `SELECT submits_per_minute AS "perMinute" FROM tenant_platform_limits WHERE tenant_id = $1`,
    values: [tenantId],
  });
  return rows[0]?.perMinute ?? null;
}

import type { Db } from "@/lib/db/transaction";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";

/** How long runs of each tool take, over every tenant and profile. */
export async function listSharedEstimatesAcrossTenants(db: Db): Promise<{ tool: string; seconds: number }[]> {
  const { rows } = await db.query<{ tool: string; seconds: number }>({
    name: "list-shared-estimates",
    text: `SELECT tool, avg(seconds)::float8 AS seconds FROM run_estimates WHERE tenant_id = $1 GROUP BY tool`,
    values: [SYSTEM_TENANT_ID],
  });
  return rows;
}

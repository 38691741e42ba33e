import type { Db } from "@/lib/db/transaction";
import type { Severity } from "@/lib/domain/finding/severity";

/** The tenant's findings that are neither fixed nor dismissed, by severity; a severity without one has no row. */
export async function countOpenFindings(
  db: Db,
  tenantId: string,
): Promise<{ severity: Severity; findings: number }[]> {
  const { rows } = await db.query<{ severity: Severity; findings: number }>({
    name: "count-open-findings",
    text: `SELECT severity, count(*)::int AS findings
             FROM findings
            WHERE tenant_id = $1 AND state IN ('new', 'open', 'reopened')
            GROUP BY severity`,
    values: [tenantId],
  });
  return rows;
}

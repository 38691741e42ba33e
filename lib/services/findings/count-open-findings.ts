import { countOpenFindings as countRows } from "@/lib/db/findings/count-open-findings";
import { SEVERITIES, type Severity } from "@/lib/domain/finding/severity";
import type { TenantContext } from "@/lib/services/context";

/** How many findings the tenant still has to deal with, for every severity. */
export async function countOpenFindings(ctx: TenantContext): Promise<Record<Severity, number>> {
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const { severity, findings } of await countRows(ctx.db, ctx.tenantId)) counts[severity] = findings;
  return counts;
}

import type pg from "pg";
import type { QueueFaults } from "@/lib/contracts/queue-repair";
import { listTenantSlugsAcrossTenants } from "@/lib/db/tenants/list-tenant-slugs";
import { QUEUE_CHECKS } from "@/lib/domain/queue-repair/queue-check";
import type { CheckFindings } from "@/lib/services/queue-repair/look-for-faults";

const SAMPLES_MAX = 10;

/** What checks found, in words and with some of it. */
export async function checkViews(
  db: pg.Pool,
  results: readonly (CheckFindings & { repaired: number })[],
): Promise<QueueFaults["checks"]> {
  const sampled = results.map((result) => ({ ...result, faults: result.faults.slice(0, SAMPLES_MAX) }));
  const ids = sampled.flatMap(({ faults }) =>
    faults.flatMap(({ tenantId }) => (tenantId === null ? [] : [tenantId])),
  );
  const slugs = await listTenantSlugsAcrossTenants(db, [...new Set(ids)]);
  return sampled.map(({ name, total, repaired, faults, error }) => {
    const { title, meaning, repair } = QUEUE_CHECKS[name];
    const samples = faults.map((fault) => ({
      subject: fault.subject,
      tenant: fault.tenantId === null ? null : { id: fault.tenantId, slug: slugs.get(fault.tenantId) ?? "" },
      job_id: fault.jobId,
      found: fault.found,
    }));
    return { name, title, meaning, repair, found: total, repaired, samples, error };
  });
}

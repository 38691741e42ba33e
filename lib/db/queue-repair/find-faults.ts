import type { QueueCheck, QueueFault } from "@/lib/db/queue-repair/queue-check";
import type { Db } from "@/lib/db/transaction";

export interface FoundFaults {
  total: number;
  /** At most as many as were asked for. */
  faults: QueueFault[];
}

/** Looks for one kind of fault: everywhere, or with `subject` at one thing. Changes nothing. */
export async function findFaultsAcrossTenants(
  db: Db,
  check: QueueCheck,
  { limit, subject }: { limit: number; subject?: string },
): Promise<FoundFaults> {
  const { rows } = await db.query<QueueFault & { total: number }>({
    text: `SELECT f.subject, f."tenantId", f."jobId", f.found, (count(*) OVER ())::int AS total
             FROM (${check.text}${subject === undefined ? "" : ` AND ${check.one}`}) f ORDER BY f.subject LIMIT $1`,
    values: subject === undefined ? [limit] : [limit, subject],
  });
  return {
    total: rows[0]?.total ?? 0,
    faults: rows.map(({ total: _, ...fault }) => fault),
  };
}

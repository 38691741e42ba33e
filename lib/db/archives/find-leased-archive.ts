import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import type { Db } from "@/lib/db/transaction";

/** The archive that a live attempt scans: of the job's own tenant, and only while the agent holds the lease. */
export async function findLeasedArchive(
  db: Db,
  key: AttemptKey,
): Promise<{ content: Buffer; sha256: string } | null> {
  const { rows } = await db.query<{ content: Buffer; sha256: string }>({
    name: "find-leased-archive",
    text: `SELECT v.content, v.sha256
             FROM job_leases l JOIN jobs j ON j.id = l.job_id
             JOIN archives v ON v.tenant_id = j.tenant_id AND v.id::text = j.target
            WHERE l.job_id = $1 AND l.attempt = $2 AND l.agent_id = $3 AND j.tool = 'secrets'`,
    values: [key.jobId, key.attempt, key.agentId],
  });
  return rows[0] ?? null;
}

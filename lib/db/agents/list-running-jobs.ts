import type { Db } from "@/lib/db/transaction";

export interface RunningJobRow {
  id: string;
  tenantId: string;
  number: number;
  tool: string;
  target: string;
  status: "assigned" | "running";
  attempt: number;
  assignedAt: Date;
  startedAt: Date | null;
  progress: number | null;
}

/** What an agent holds now, whichever tenant's it is, oldest first. */
export async function listRunningJobsAcrossTenants(db: Db, agentId: string): Promise<RunningJobRow[]> {
  const { rows } = await db.query<RunningJobRow>({
    name: "list-running-jobs",
    text: `SELECT j.id, j.tenant_id AS "tenantId", j.number, j.tool, j.target, j.status, j.attempt,
                  j.assigned_at AS "assignedAt", j.started_at AS "startedAt", j.progress
             FROM job_leases l JOIN jobs j ON j.tenant_id = l.tenant_id AND j.id = l.job_id
            WHERE l.agent_id = $1
            ORDER BY l.assigned_at, j.id`,
    values: [agentId],
  });
  return rows;
}

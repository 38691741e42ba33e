import type { Db } from "@/lib/db/transaction";

export interface LeasedJobRow {
  id: string;
  tenantId: string;
  attempt: number;
  agentId: string;
  isPlatformAgent: boolean;
  assignedAt: Date;
  leaseExpiresAt: Date;
  kind: "scan";
  tool: string;
  target: string;
  profile: string | null;
  options: Record<string, unknown>;
  capabilities: string[];
  region: string | null;
  timeoutSeconds: number;
  archive: { id: string; size_bytes: number; sha256: string } | null;
}

export interface LeaseRef {
  agentId: string;
  jobId: string;
  attempt: number;
}

/** What agents need to run these jobs, for those of them whose lease the named agent holds at the named attempt. */
export async function listLeasedJobsAcrossTenants(
  tx: Db,
  refs: readonly LeaseRef[],
): Promise<LeasedJobRow[]> {
  const { rows } = await tx.query<LeasedJobRow>({
    name: "list-leased-jobs",
    text: `WITH wanted AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS w("agentId" uuid, "jobId" uuid, attempt int))
           SELECT j.id, j.tenant_id AS "tenantId", l.attempt, l.agent_id AS "agentId",
                  l.is_platform_agent AS "isPlatformAgent", l.assigned_at AS "assignedAt",
                  l.lease_expires_at AS "leaseExpiresAt", j.kind, j.tool, j.target, j.profile, j.options, j.capabilities,
                  j.region, j.timeout_seconds AS "timeoutSeconds",
                  (SELECT jsonb_build_object('id', v.id, 'size_bytes', v.size_bytes, 'sha256', v.sha256)
                     FROM archives v WHERE j.tool = 'secrets' AND v.tenant_id = j.tenant_id AND v.id::text = j.target) AS archive
             FROM wanted w
             -- Found by the job: the agent's index may hold all that it has had since the oldest snapshot.
             JOIN job_leases l ON l.job_id = w."jobId" AND l.agent_id IS NOT DISTINCT FROM w."agentId" AND l.attempt = w.attempt
             JOIN jobs j ON j.id = l.job_id
            -- Else a small table is read whole, with all the versions that nobody may remove yet.
            WHERE l.job_id = ANY (ARRAY(SELECT "jobId" FROM wanted))
            ORDER BY l.assigned_at, j.id`,
    values: [JSON.stringify(refs)],
  });
  return rows;
}

import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";

/** Lays a job that has just failed as poisoned aside for an admin, with an audit entry. */
export async function insertDeadLetterAcrossTenants(
  tx: Db,
  jobId: string,
  lostAgents: number,
): Promise<void> {
  await tx.query({
    name: "insert-dead-letter",
    text: `WITH laid AS (
             INSERT INTO dead_letters (job_id, tenant_id, lost_agents)
             SELECT id, tenant_id, $2 FROM jobs WHERE id = $1 AND failure_reason = 'poisoned'
          RETURNING job_id, tenant_id, lost_agents
           )
           INSERT INTO audit_log (id, tenant_id, actor_type, actor_name, action, target_type, target_id, after)
           SELECT $3, l.tenant_id, 'system', 'system', 'job.dead_lettered', 'job', l.job_id::text,
                  jsonb_build_object('lost_agents', l.lost_agents, 'agents', (
                    SELECT jsonb_agg(a.agent_name ORDER BY a.attempt) FROM attempts a WHERE a.job_id = l.job_id))
             FROM laid l`,
    values: [jobId, lostAgents, newId()],
  });
}

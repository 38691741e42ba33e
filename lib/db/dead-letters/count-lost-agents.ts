import type { Db } from "@/lib/db/transaction";

/**
 * Agents of the platform that a job has lost and that count against it, each once however often; see
 * lib/domain/job/poison.ts. `agentId` is the one that it is losing now.
 */
export async function countLostAgentsAcrossTenants(tx: Db, jobId: string, agentId: string): Promise<number> {
  const { rows } = await tx.query<{ lost: number }>({
    name: "count-lost-agents",
    text: `SELECT count(*)::int AS lost FROM agents g
            WHERE g.is_platform_agent
              AND (g.id = $2 OR g.id IN (SELECT a.agent_id FROM attempts a
                                          WHERE a.job_id = $1 AND a.outcome = 'lost' AND a.reason = 'agent_lost'))`,
    values: [jobId, agentId],
  });
  return rows[0]?.lost ?? 0;
}

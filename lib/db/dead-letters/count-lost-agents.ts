import type { Db } from "@/lib/db/transaction";

/** Agents that a job has lost and that count against it; see lib/domain/job/poison.ts. Ended attempts only. */
export async function countLostAgentsAcrossTenants(tx: Db, jobId: string): Promise<number> {
  const { rows } = await tx.query<{ lost: number }>({
    name: "count-lost-agents",
    text: "SELECT count(*)::int AS lost FROM attempts WHERE job_id = $1 AND outcome = 'lost' AND reason = 'agent_lost'",
    values: [jobId],
  });
  return rows[0]?.lost ?? 0;
}

import type { Db } from "@/lib/db/transaction";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";

/** A job of the tenant that failed as poisoned and that no admin has looked at yet. */
export async function createDeadLetter(db: Db, tenantId: string): Promise<{ id: string }> {
  const agent = await createAgent(db);
  const { id } = await createJob(db, tenantId, { status: "failed", failureReason: "poisoned", agent });
  await db.query("INSERT INTO dead_letters (job_id, tenant_id, lost_agents) VALUES ($1, $2, 3)", [
    id,
    tenantId,
  ]);
  return { id };
}

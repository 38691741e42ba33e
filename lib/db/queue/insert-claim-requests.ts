import type { ClaimRequestRow } from "@/lib/db/queue/list-claim-requests";
import type { Db } from "@/lib/db/transaction";

/** Remembers answers, in the transaction that made them true. */
export async function insertClaimRequestsAcrossTenants(
  tx: Db,
  answers: readonly ClaimRequestRow[],
): Promise<void> {
  if (answers.length === 0) return;
  await tx.query({
    name: "insert-claim-requests",
    text: `INSERT INTO claim_requests (agent_id, request_id, jobs)
           SELECT "agentId", "requestId", jobs FROM jsonb_to_recordset($1::jsonb) AS a("agentId" uuid, "requestId" text, jobs jsonb)`,
    values: [JSON.stringify(answers)],
  });
}

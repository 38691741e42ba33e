import type { IdempotencyRow } from "@/lib/db/queue/list-idempotent-answers";
import type { Db } from "@/lib/db/transaction";

/** Keeps answers in the transaction that made them true. */
export async function insertIdempotentAnswersAcrossTenants(
  tx: Db,
  answers: readonly IdempotencyRow<unknown>[],
): Promise<void> {
  if (answers.length === 0) return;
  await tx.query({
    name: "insert-idempotent-answers",
    text: `INSERT INTO idempotency_keys (tenant_id, key, request_hash, response)
           SELECT "tenantId", key, "requestHash", response
             FROM jsonb_to_recordset($1::jsonb) AS a("tenantId" uuid, key text, "requestHash" text, response jsonb)`,
    values: [JSON.stringify(answers)],
  });
}

import type { Db } from "@/lib/db/transaction";

export interface IdempotencyRow<T> {
  requestHash: string;
  response: T;
}

/** The answer that this key got before, if any. Only under lockTenantQueue does null mean that nobody else is about to use the key. */
export async function findIdempotentAnswer<T>(
  tx: Db,
  tenantId: string,
  key: string,
): Promise<IdempotencyRow<T> | null> {
  const { rows } = await tx.query<IdempotencyRow<T>>({
    name: "find-idempotent-answer",
    text: `SELECT request_hash AS "requestHash", response FROM idempotency_keys WHERE tenant_id = $1 AND key = $2`,
    values: [tenantId, key],
  });
  return rows[0] ?? null;
}

/** Keeps the answer in the transaction that made it true. */
export async function insertIdempotentAnswer(
  tx: Db,
  tenantId: string,
  key: string,
  requestHash: string,
  response: unknown,
): Promise<void> {
  await tx.query({
    name: "insert-idempotent-answer",
    text: `INSERT INTO idempotency_keys (tenant_id, key, request_hash, response) VALUES ($1, $2, $3, $4)`,
    values: [tenantId, key, requestHash, JSON.stringify(response)],
  });
}

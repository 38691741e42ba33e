import type { Db } from "@/lib/db/transaction";

export interface IdempotencyKey {
  tenantId: string;
  key: string;
}

export interface IdempotencyRow<T> extends IdempotencyKey {
  requestHash: string;
  response: T;
}

/**
 * The answers that these keys got before. Only for tenants whose queue is locked does a missing one mean that nobody
 * else is about to use the key.
 */
export async function listIdempotentAnswersAcrossTenants<T>(
  tx: Db,
  keys: readonly IdempotencyKey[],
): Promise<IdempotencyRow<T>[]> {
  if (keys.length === 0) return [];
  const { rows } = await tx.query<IdempotencyRow<T>>({
    name: "list-idempotent-answers",
    text: `SELECT i.tenant_id AS "tenantId", i.key, i.request_hash AS "requestHash", i.response
             FROM jsonb_to_recordset($1::jsonb) AS k("tenantId" uuid, key text)
             -- A look-up each: planned while the table was small, a join would go on reading all of it.
             CROSS JOIN LATERAL (SELECT * FROM idempotency_keys o
                                  WHERE o.tenant_id = k."tenantId" AND o.key = k.key LIMIT 1) i`,
    values: [JSON.stringify(keys)],
  });
  return rows;
}

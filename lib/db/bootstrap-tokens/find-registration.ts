import type { Db } from "@/lib/db/transaction";

export interface Registration {
  id: string;
  agentId: string;
  requestHash: string;
}

/** What this token was used for under this idempotency key, or null. The token's id comes from its verified secret. */
export async function findRegistrationAcrossTenants(
  db: Db,
  bootstrapTokenId: string,
  idempotencyKey: string,
): Promise<Registration | null> {
  const { rows } = await db.query<Registration>({
    name: "find-registration",
    text: `SELECT r.id, r.agent_id AS "agentId", r.request_hash AS "requestHash"
             FROM agent_registrations r
            WHERE r.bootstrap_token_id = $1 AND r.idempotency_key = $2`,
    values: [bootstrapTokenId, idempotencyKey],
  });
  return rows[0] ?? null;
}

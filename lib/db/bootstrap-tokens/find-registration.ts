import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface Registration {
  id: string;
  agentId: string;
  requestHash: string;
  tier: Tier;
}

/** What this token was used for under this idempotency key, or null. The token's id comes from its verified secret. */
export async function findRegistrationAcrossTenants(
  db: Db,
  bootstrapTokenId: string,
  idempotencyKey: string,
): Promise<Registration | null> {
  const { rows } = await db.query<Registration>({
    name: "find-registration",
    text: `SELECT r.id, r.agent_id AS "agentId", r.request_hash AS "requestHash", b.tier
             FROM agent_registrations r JOIN bootstrap_tokens b ON b.id = r.bootstrap_token_id
            WHERE r.bootstrap_token_id = $1 AND r.idempotency_key = $2`,
    values: [bootstrapTokenId, idempotencyKey],
  });
  return rows[0] ?? null;
}

import type { Db } from "@/lib/db/transaction";

export interface NewRegistration {
  id: string;
  bootstrapTokenId: string;
  agentId: string;
  idempotencyKey: string | null;
  requestHash: string;
  ip: string | null;
}

/** Notes which agent a use of a token made. The caller holds the token's row, so no twin can note the same key. */
export async function insertRegistrationAcrossTenants(tx: Db, registration: NewRegistration): Promise<void> {
  await tx.query({
    name: "insert-registration",
    text: `INSERT INTO agent_registrations (id, bootstrap_token_id, agent_id, idempotency_key, request_hash, ip)
           VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [
      registration.id,
      registration.bootstrapTokenId,
      registration.agentId,
      registration.idempotencyKey,
      registration.requestHash,
      registration.ip,
    ],
  });
}

import type { Db } from "@/lib/db/transaction";

export interface ClaimRequestKey {
  agentId: string;
  requestId: string;
}

export interface ClaimedRef {
  job_id: string;
  attempt: number;
}

export interface ClaimRequestRow extends ClaimRequestKey {
  jobs: ClaimedRef[];
}

/** Those of the claims that were answered with jobs before: a repeat after a lost answer. */
export async function listClaimRequestsAcrossTenants(
  tx: Db,
  keys: readonly ClaimRequestKey[],
): Promise<ClaimRequestRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await tx.query<ClaimRequestRow>({
    name: "list-claim-requests",
    text: `SELECT c.agent_id AS "agentId", c.request_id AS "requestId", c.jobs
             FROM jsonb_to_recordset($1::jsonb) AS k("agentId" uuid, "requestId" text)
             -- A look-up each: planned while the table was small, a join would go on reading all of it.
             CROSS JOIN LATERAL (SELECT * FROM claim_requests o
                                  WHERE o.agent_id = k."agentId" AND o.request_id = k."requestId" LIMIT 1) c`,
    values: [JSON.stringify(keys)],
  });
  return rows;
}

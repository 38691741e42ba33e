import type { Db } from "@/lib/db/transaction";

export interface RunEstimate {
  tenantId: string;
  tool: string;
  profile: string;
  seconds: number;
}

/** Keeps what ended runs teach of run lengths. Call under `lockDispatch`. */
export async function saveEstimatesAcrossTenants(tx: Db, estimates: readonly RunEstimate[]): Promise<void> {
  if (estimates.length === 0) return;
  await tx.query({
    name: "save-estimates",
    text: `INSERT INTO run_estimates (tenant_id, tool, profile, seconds)
           SELECT e."tenantId", e.tool, e.profile, e.seconds
             FROM jsonb_to_recordset($1::jsonb) AS e("tenantId" uuid, tool text, profile text, seconds float8)
             JOIN tenants t ON t.id = e."tenantId"
               ON CONFLICT (tenant_id, tool, profile) DO UPDATE SET seconds = EXCLUDED.seconds`,
    values: [JSON.stringify(estimates)],
  });
}

import type { Db } from "@/lib/db/transaction";

/** A tenant's account changes by `passDelta`: negative when runs were shorter than they were charged. */
export interface ShareChange {
  tenantId: string;
  passDelta: number;
}

export interface EstimateChange {
  tenantId: string;
  tool: string;
  profile: string;
  seconds: number;
}

/**
 * Writes what ended leases really cost, and what they teach of run lengths. Their tenants have room again, so they come
 * back into the fair order. Call under `lockDispatch`.
 */
export async function applySettlementsAcrossTenants(
  tx: Db,
  shares: readonly ShareChange[],
  estimates: readonly EstimateChange[],
): Promise<void> {
  await tx.query({
    name: "apply-settlements",
    text: `WITH change AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS c("tenantId" uuid, "passDelta" float8)
           ), shared AS (
             UPDATE tenant_shares s SET pass = s.pass + c."passDelta" FROM change c WHERE s.tenant_id = c."tenantId"
           ), placed AS (
             UPDATE tenant_lanes t SET is_at_limit = false, order_key = t.order_key + c."passDelta"
               FROM change c WHERE t.tenant_id = c."tenantId"
           )
           INSERT INTO run_estimates (tenant_id, tool, profile, seconds)
           SELECT e."tenantId", e.tool, e.profile, e.seconds
             FROM jsonb_to_recordset($2::jsonb) AS e("tenantId" uuid, tool text, profile text, seconds float8)
               ON CONFLICT (tenant_id, tool, profile) DO UPDATE SET seconds = EXCLUDED.seconds`,
    values: [JSON.stringify(shares), JSON.stringify(estimates)],
  });
}

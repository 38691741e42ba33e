import type { Db } from "@/lib/db/transaction";

export interface OvertimeCharge {
  jobId: string;
  tenantId: string;
  seconds: number;
  pass: number;
}

/** Charges running leases for the time beyond what they were charged before. Call under `lockDispatch`. */
export async function chargeOvertimeAcrossTenants(tx: Db, charges: readonly OvertimeCharge[]): Promise<void> {
  await tx.query({
    name: "charge-overtime",
    text: `WITH charge AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS c("jobId" uuid, "tenantId" uuid, seconds float8, pass float8)
           ), leased AS (
             UPDATE job_leases l SET charged_seconds = l.charged_seconds + c.seconds, charged_pass = l.charged_pass + c.pass
               FROM charge c WHERE l.job_id = c."jobId"
          RETURNING c."tenantId" AS tenant_id, c.pass
           ), due AS MATERIALIZED (
             SELECT tenant_id, sum(pass) AS pass FROM leased GROUP BY tenant_id
           ), placed AS (
             UPDATE tenant_lanes t SET order_key = t.order_key + d.pass FROM due d WHERE t.tenant_id = d.tenant_id
           )
           UPDATE tenant_shares s SET pass = s.pass + d.pass FROM due d WHERE s.tenant_id = d.tenant_id`,
    values: [JSON.stringify(charges)],
  });
}

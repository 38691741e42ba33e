import type { Db } from "@/lib/db/transaction";

export interface LeaseCharge {
  jobId: string;
  seconds: number;
  pass: number;
}

/** Notes on running leases what they were charged beyond what they were charged before. Call under `lockDispatch`. */
export async function chargeLeasesAcrossTenants(tx: Db, charges: readonly LeaseCharge[]): Promise<void> {
  await tx.query({
    name: "charge-leases",
    text: `WITH charge AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS c("jobId" uuid, seconds float8, pass float8)
           )
           UPDATE job_leases l SET charged_seconds = l.charged_seconds + c.seconds, charged_pass = l.charged_pass + c.pass
             FROM charge c WHERE l.job_id = c."jobId" AND l.job_id = ANY (ARRAY(SELECT "jobId" FROM charge))`,
    values: [JSON.stringify(charges)],
  });
}

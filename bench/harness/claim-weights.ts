import type pg from "pg";
import { WEIGHT_UNIT } from "@/lib/domain/queue/fair-share";

/** A change of a tenant's weight; both moments are by the database's clock. */
export interface WeightChange {
  askedAt: string;
  answeredAt: string;
  weight: number;
}

/**
 * Makes the database keep what each claim was charged: a lease is gone when its job has ended, and with it the only word on
 * the weight by which the job went.
 */
export async function keepClaimWeights(db: pg.Pool): Promise<void> {
  await db.query(
    `CREATE TABLE bench_claims (tenant_id uuid, assigned_at timestamptz, weight int);
     CREATE FUNCTION bench_keep_claim() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       INSERT INTO bench_claims
       VALUES (NEW.tenant_id, NEW.assigned_at, round(${WEIGHT_UNIT} * NEW.charged_seconds / NEW.charged_pass));
       RETURN NULL;
     END $$;
     CREATE TRIGGER bench_keep_claim AFTER INSERT ON job_leases FOR EACH ROW EXECUTE FUNCTION bench_keep_claim()`,
  );
}

/** The tenant's claims after each change was answered and before the next was asked for, and how many were by another weight. */
export async function countStaleClaims(
  db: pg.Pool,
  tenantId: string,
  changes: readonly WeightChange[],
): Promise<{ claims: number; stale: number }> {
  const spans = changes.map(({ answeredAt, weight }, i) => ({
    after: answeredAt,
    before: changes[i + 1]?.askedAt ?? "infinity",
    weight,
  }));
  const { rows } = await db.query<{ claims: number; stale: number }>(
    `SELECT count(*)::int AS claims, (count(*) FILTER (WHERE c.weight <> s.weight))::int AS stale
       FROM jsonb_to_recordset($2::jsonb) AS s(after timestamptz, before timestamptz, weight int)
       JOIN bench_claims c ON c.tenant_id = $1 AND c.assigned_at > s.after AND c.assigned_at < s.before`,
    [tenantId, JSON.stringify(spans)],
  );
  const counted = rows[0];
  if (!counted || counted.claims === 0) throw new Error("The tenant was given nothing after its changes.");
  return counted;
}

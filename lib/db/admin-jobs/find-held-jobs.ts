import type { Db } from "@/lib/db/transaction";

export interface HeldJobsRow {
  jobs: number;
  /** When the first of them is taken away in spite of the brake; null without one. */
  firstRerunAt: Date | null;
}

/** Live leases of platform agents whose time has passed, and when the brake on rescue lets go of the oldest. Reads the live leases. */
export async function findHeldJobsAcrossTenants(db: Db, brakeSeconds: number): Promise<HeldJobsRow> {
  const { rows } = await db.query<HeldJobsRow>({
    name: "find-held-jobs",
    text: `SELECT count(*)::int AS jobs, min(lease_expires_at) + make_interval(secs => $1) AS "firstRerunAt"
             FROM job_leases WHERE is_platform_agent AND lease_expires_at < clock_timestamp()`,
    values: [brakeSeconds],
  });
  return rows[0] ?? { jobs: 0, firstRerunAt: null };
}

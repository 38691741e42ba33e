import type pg from "pg";
import { newId } from "@/lib/db/new-id";
import { TARGET_PREFIX } from "../harness/job-owner";
import type { SeededTenant } from "./seed-tenants";

/** Rows a statement. */
const BATCH = 10_000;

/** Queues jobs by SQL until every tenant has `perTenant` waiting; they do not expire while a benchmark runs. */
export async function topUpBacklog(
  db: pg.Pool,
  tenants: readonly SeededTenant[],
  perTenant: number,
): Promise<void> {
  const { rows } = await db.query<{ id: string; count: number }>(
    "SELECT tenant_id AS id, count(*)::int AS count FROM queue_items GROUP BY tenant_id",
  );
  const waiting = new Map(rows.map(({ id, count }) => [id, count]));
  // Tenants in turn, as they would come, and not one tenant's jobs after the other's.
  const owners: string[] = [];
  for (let place = 0; place < perTenant; place++) {
    for (const { id } of tenants) if ((waiting.get(id) ?? 0) <= place) owners.push(id);
  }
  for (let start = 0; start < owners.length; start += BATCH) {
    await insertJobs(db, owners.slice(start, start + BATCH));
  }
  // What so many rows at once leave to autovacuum is done before anything is measured.
  await db.query("VACUUM (ANALYZE) jobs, queue_items, tenants, tenant_lanes");
}

async function insertJobs(db: pg.Pool, tenantIds: readonly string[]): Promise<void> {
  await db.query(
    `WITH given AS (
       SELECT id, tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY ordinal)::int AS place,
              now() + ordinal * interval '1 microsecond' AS queued_at
         FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS g(id, tenant_id, ordinal)
     ), numbered AS (
       UPDATE tenants t SET last_job_number = last_job_number + c.count
         FROM (SELECT tenant_id, count(*)::int AS count FROM given GROUP BY tenant_id) c WHERE t.id = c.tenant_id
       RETURNING t.id, t.last_job_number - c.count AS before
     ), made AS (
       INSERT INTO jobs (id, tenant_id, number, kind, tool, target, profile, priority_base, tier_max, selection_mode,
                         max_attempts, timeout_seconds, submitted_by, queued_at)
       SELECT g.id, g.tenant_id, n.before + g.place, 'scan', 'http-headers', $3 || g.tenant_id, 'standard', 100,
              'premium', 'platform_only', 3, 300, 'bench', g.queued_at
         FROM given g JOIN numbered n ON n.id = g.tenant_id
     )
     INSERT INTO queue_items (job_id, tenant_id, tool, profile, capabilities, region, tier_ceiling, selection_mode, priority,
                              queued_at, ready_at, expires_at)
     SELECT id, tenant_id, 'http-headers', 'standard', '{}', NULL, 100, 'platform_only', 0, queued_at, now(), now() + interval '1 day'
       FROM given`,
    [tenantIds.map(() => newId()), tenantIds, TARGET_PREFIX],
  );
}

import type { Db } from "@/lib/db/transaction";

/**
 * What must hold of the queue's tables whenever no transaction is under way. Answers one line for each violation, so
 * that a test can expect none and show all.
 */
export async function findQueueFaults(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ fault: string }>(
    `SELECT 'queued without a queue item: ' || j.id AS fault FROM jobs j
      WHERE j.status = 'queued' AND NOT EXISTS (SELECT FROM queue_items q WHERE q.job_id = j.id)
     UNION ALL
     SELECT 'queue item of a job that is ' || j.status || ': ' || j.id FROM jobs j JOIN queue_items q ON q.job_id = j.id
      WHERE j.status <> 'queued'
     UNION ALL
     SELECT j.status || ' without a lease: ' || j.id FROM jobs j
      WHERE j.status IN ('assigned', 'running') AND NOT EXISTS (SELECT FROM job_leases l WHERE l.job_id = j.id)
     UNION ALL
     SELECT 'lease of a job that is ' || j.status || ': ' || j.id FROM jobs j JOIN job_leases l ON l.job_id = j.id
      WHERE j.status NOT IN ('assigned', 'running')
     UNION ALL
     SELECT 'lease differs from its job: ' || j.id FROM jobs j JOIN job_leases l ON l.job_id = j.id
      WHERE (l.attempt, l.agent_id, l.tenant_id) IS DISTINCT FROM (j.attempt, j.agent_id, j.tenant_id)
         OR (j.status = 'running') IS DISTINCT FROM (l.started_at IS NOT NULL)
     UNION ALL
     SELECT 'lease says the wrong owner of its agent: ' || l.job_id FROM job_leases l JOIN agents a ON a.id = l.agent_id
      WHERE l.is_platform_agent <> a.is_platform_agent
     UNION ALL
     SELECT 'an agent that the selection mode forbids: ' || t.job_id FROM attempts t
       JOIN jobs j ON j.id = t.job_id JOIN agents a ON a.id = t.agent_id
      WHERE CASE WHEN a.is_platform_agent THEN j.selection_mode = 'tenant_only'
                 ELSE j.selection_mode = 'platform_only' OR a.tenant_id <> j.tenant_id END
     UNION ALL
     SELECT 'attempts are not 1 to ' || count(*) || ': ' || a.job_id FROM attempts a
      GROUP BY a.job_id HAVING min(a.attempt) <> 1 OR max(a.attempt) <> count(*)
     UNION ALL
     SELECT 'job ' || j.status || ' at attempt ' || j.attempt || ' with ' || n.attempts || ' attempts made: ' || j.id
       FROM jobs j, LATERAL (SELECT count(*) AS attempts FROM attempts a WHERE a.job_id = j.id) n
      WHERE n.attempts <> j.attempt
        AND NOT (n.attempts = j.attempt - 1 AND j.status IN ('queued', 'cancelled', 'expired'))
     UNION ALL
     SELECT 'open attempt without a lease: ' || a.job_id FROM attempts a
      WHERE a.outcome IS NULL
        AND NOT EXISTS (SELECT FROM job_leases l WHERE l.job_id = a.job_id AND l.attempt = a.attempt AND l.agent_id = a.agent_id)
     UNION ALL
     SELECT 'ended attempt with a lease: ' || a.job_id FROM attempts a JOIN job_leases l ON l.job_id = a.job_id AND l.attempt = a.attempt
      WHERE a.outcome IS NOT NULL
     UNION ALL
     SELECT 'overlapping attempts: ' || a.job_id FROM attempts a JOIN attempts b ON b.job_id = a.job_id AND b.attempt > a.attempt
      WHERE a.finished_at IS NULL OR b.assigned_at < a.finished_at
     UNION ALL
     SELECT 'more than one end: ' || subject_id FROM events
      WHERE type IN ('job.succeeded', 'job.failed', 'job.cancelled', 'job.timed_out', 'job.expired')
      GROUP BY subject_id HAVING count(*) > 1
     UNION ALL
     SELECT 'an event after the end: ' || e.subject_id FROM events e JOIN jobs j ON j.id = e.subject_id
      WHERE e.type IN ('job.assigned', 'job.requeued', 'job.running', 'job.cancel_requested') AND e.at > j.finished_at
     UNION ALL
     SELECT 'waits unseen, as its tenant is marked at its limit and has room: ' || t.tenant_id FROM tenant_lanes t
       JOIN tenant_platform_limits m ON m.tenant_id = t.tenant_id
      WHERE t.is_at_limit AND t.is_entered
        AND EXISTS (SELECT FROM queue_items q WHERE (q.tenant_id, q.lane_id) = (t.tenant_id, t.lane_id)) AND NOT EXISTS (SELECT FROM lease_settlements s WHERE s.tenant_id = t.tenant_id)
        AND m.max_concurrent_jobs > (SELECT count(*) FROM job_leases l WHERE l.tenant_id = t.tenant_id AND l.is_platform_agent)
     UNION ALL
     SELECT 'a place in a lane without a pass: ' || t.tenant_id FROM tenant_lanes t
      WHERE t.is_entered AND NOT EXISTS (SELECT FROM tenant_shares s WHERE (s.tenant_id, s.lane_id) = (t.tenant_id, t.lane_id))
     UNION ALL
     SELECT 'a tier above the plan: ' || a.job_id FROM attempts a
       JOIN platform_agent_tiers t ON t.slug = a.tier JOIN jobs j ON j.id = a.job_id
       JOIN platform_agent_tiers m ON m.slug = COALESCE(j.tier_requested, 'premium')
      WHERE t.priority > m.priority`,
  );
  return rows.map((row) => row.fault);
}

export interface Peak {
  id: string;
  peak: number;
}

/**
 * The most attempts that any tenant, or agent, ever held at one instant: a sweep over the history of attempts. An attempt
 * that ends in the instant in which another begins does not overlap it.
 */
export async function listPeaks(db: Db, by: "tenant_id" | "agent_id"): Promise<Peak[]> {
  const { rows } = await db.query<Peak>(
    `SELECT id, max(held)::int AS peak
       FROM (SELECT id, sum(step) OVER (PARTITION BY id ORDER BY at, step ROWS UNBOUNDED PRECEDING) AS held
               FROM (SELECT ${by} AS id, assigned_at AS at, 1 AS step FROM attempts
                     UNION ALL
                     SELECT ${by}, finished_at, -1 FROM attempts WHERE finished_at IS NOT NULL) s) h
      GROUP BY id`,
  );
  return rows;
}

/** Deadlocks that Postgres has had to break in this database. Transactions run again after one, so only this tells. */
export async function countDeadlocks(db: Db): Promise<number> {
  const { rows } = await db.query<{ deadlocks: number }>(
    "SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()",
  );
  return rows[0]?.deadlocks ?? 0;
}

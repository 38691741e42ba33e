import { getQueueFaults } from "@/lib/services/queue-repair/get-queue-faults";
import { adminContext } from "@/lib/testing/admin-context";
import { findWrongFigures } from "@/lib/testing/interleavings/find-wrong-figures";
import { anyOf, type World } from "@/lib/testing/interleavings/world";
import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { beginJudgedSteps, listRemovedJobs } from "@/lib/testing/queue-judge";

/** A line for everything that is not as it must be. Call while nothing is under way. */
export async function findWorldFaults(world: World): Promise<string[]> {
  const db = anyOf(world.servers, 0);
  const { checks } = await getQueueFaults(adminContext(db));
  return [
    ...(await beginJudgedSteps(db)),
    ...(await findLostJobs(world)),
    ...(await findOverlooked(world)),
    ...(await findQueueFaults(db)),
    ...checks.flatMap((check) => (check.found > 0 || check.error !== null ? [JSON.stringify(check)] : [])),
    ...(await findWrongFigures(world)),
    ...[...world.requeues].flatMap(([id, jobs]) =>
      new Set(jobs).size > 1 ? [`dead letter ${id} was queued again as ${jobs.join(" and ")}`] : [],
    ),
    ...world.errors.map((error) => `the product has caught ${JSON.stringify(error)}`),
  ];
}

/** Every job that was acknowledged is there or has been removed, and there is no other. */
async function findLostJobs({ servers, jobs }: World): Promise<string[]> {
  const db = anyOf(servers, 0);
  const { rows } = await db.query<{ id: string }>("SELECT id FROM jobs");
  const there = rows.map(({ id }) => id);
  const known = new Set([...there, ...(await listRemovedJobs(db))]);
  return [
    ...[...jobs.keys()].filter((id) => !known.has(id)).map((id) => `job ${id} was acknowledged and is lost`),
    ...there.filter((id) => !jobs.has(id)).map((id) => `nobody was told of job ${id}`),
  ];
}

/** Whoever stands in a lane before its floor, or in one that counts nobody, is seen by no claim. */
async function findOverlooked({ servers }: World): Promise<string[]> {
  const { rows } = await anyOf(servers, 0).query<{ fault: string }>(
    `SELECT format('tenant %s stands at %s in lane %s, before its floor %s', t.tenant_id, t.order_key, c.lane_id,
                   c.order_floor) AS fault
       FROM tenant_lanes t JOIN lane_clocks c ON c.lane_id = t.lane_id AND c.tier_priority = t.tier_priority
      WHERE t.is_entered AND NOT t.is_at_limit AND t.order_key < c.order_floor
     UNION ALL
     SELECT format('tenant %s stands in lane %s, in which by its clock nobody waits', t.tenant_id, t.lane_id)
       FROM tenant_lanes t
      WHERE t.is_entered AND t.tier_priority >= 0
        AND NOT EXISTS (SELECT FROM lane_clocks c
                         WHERE c.lane_id = t.lane_id AND c.tier_priority = t.tier_priority AND c.backlog_weight > 0)`,
  );
  return rows.map(({ fault }) => fault);
}

/** What the fair order counts ahead must be what it is made of, once maintenance has looked. */
export async function findWrongPlaces({ servers }: World): Promise<string[]> {
  const { rows } = await anyOf(servers, 0).query<{ fault: string }>(
    `SELECT format('lane %s, tier %s: backlog of weight %s, and weights of %s wait', c.lane_id, c.tier_priority,
                   c.backlog_weight, w.weight) AS fault
       FROM lane_clocks c CROSS JOIN LATERAL (
         SELECT COALESCE(sum(t.weight), 0) AS weight FROM tenant_lanes t
          WHERE t.lane_id = c.lane_id AND t.tier_priority = c.tier_priority
            AND EXISTS (SELECT FROM queue_items q WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id)) w
      WHERE c.backlog_weight <> w.weight
     UNION ALL
     SELECT format('tenant %s stands in lane %s by limits that it has no more', t.tenant_id, t.lane_id)
       FROM tenant_lanes t LEFT JOIN tenant_platform_limits l ON l.tenant_id = t.tenant_id
      WHERE t.is_entered AND (t.weight, t.max_concurrent)
            IS DISTINCT FROM (COALESCE(l.priority_base, 0), COALESCE(l.max_concurrent_jobs, 0))`,
  );
  return rows.map(({ fault }) => fault);
}

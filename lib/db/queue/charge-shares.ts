import { ORDER_KEY_SQL } from "@/lib/db/queue/order-key-sql";
import type { Db } from "@/lib/db/transaction";
import type { AgentProfile } from "@/lib/domain/queue/agent-profile";
import { LAG_MAX, LEAD_MAX } from "@/lib/domain/queue/fair-share";

/** Units of pass charged to a tenant for work in a lane; negative: given back. */
export interface ShareCharge {
  tenantId: string;
  /** Null: in no lane, as on a tenant's own agent; then nothing is charged. */
  laneId: string | null;
  /** Which of the `kinds` ran the jobs; null: nobody knows any more, or an own agent did. */
  kind: number | null;
  pass: number;
  /** Agent-seconds of runs that have ended. */
  earnedSeconds: number;
  /** For jobs that go now, and not for what turned out about jobs that had gone before. */
  isDispatch: boolean;
  /** Whether the tenant has no room left; null: nobody has looked. */
  isAtLimit: boolean | null;
}

/** Agent-seconds of runs that have ended, of a lane and the clock that their tenants go by. */
export interface EarnedRow {
  laneId: string;
  tierPriority: number;
  seconds: number;
}

/**
 * Charges tenants and moves them to their new places in the fair order, in all of their lanes. At most one charge a tenant, lane and kind
 * of agents. Call under `lockDispatch`.
 *
 * Promise: as lib/domain/queue/fair-share.ts says: in its own lane a charge counts in full, after `boundCredit` when a job
 * goes, and so it does in the others that the agent serves; in the rest, and what is given back, as `chargeElsewhere` has
 * it. A test compares them.
 * Answers what the lanes have earned by it.
 */
export async function chargeSharesAcrossTenants(
  tx: Db,
  charges: readonly ShareCharge[],
  kinds: readonly AgentProfile[],
): Promise<EarnedRow[]> {
  if (charges.length === 0) return [];
  const { rows } = await tx.query<EarnedRow>({
    name: "charge-shares",
    text: `WITH charge AS MATERIALIZED (
             SELECT "tenantId" AS tenant_id, "laneId" AS lane_id, pass, "isDispatch" AS is_dispatch, "isAtLimit" AS is_at_limit,
                    "earnedSeconds" AS earned_seconds, kind
               FROM jsonb_to_recordset($1::jsonb)
                    AS c("tenantId" uuid, "laneId" int, pass float8, "isDispatch" boolean, "isAtLimit" boolean, "earnedSeconds" float8,
                         kind int)
           ), held AS MATERIALIZED (
             SELECT tenant_id, lane_id, sum(pass) AS pass, bool_or(is_dispatch) AS is_dispatch, sum(earned_seconds) AS earned_seconds
               FROM charge GROUP BY tenant_id, lane_id
           ), total AS MATERIALIZED (
             SELECT tenant_id, sum(pass) AS pass, bool_or(is_at_limit) AS is_at_limit FROM charge GROUP BY tenant_id
           ), standing AS MATERIALIZED (
             -- As with each table here: only so does Postgres see that it needs few rows and not all.
             SELECT tenant_id, lane_id, tier_priority, pass, pass_max FROM tenant_shares
              WHERE tenant_id = ANY (ARRAY(SELECT tenant_id FROM total))
           ), clock AS MATERIALIZED (
             -- Read once: a clock changes with every claim, and to find its last version anew for each share takes long.
             SELECT lane_id, tier_priority, virtual_time, order_floor FROM lane_clocks
              WHERE lane_id = ANY (ARRAY(SELECT lane_id FROM standing))
           ), served AS MATERIALIZED (
             SELECT p.kind, l.id AS lane_id, k.tier_priority
               FROM jsonb_to_recordset($4::jsonb) AS p(kind int, tools text[], capabilities text[], "tierPriority" int)
               JOIN queue_lanes l ON l.tool = ANY (p.tools) AND l.capabilities <@ p.capabilities AND l.selection_mode <> 'tenant_only'
                                 AND l.id = ANY (ARRAY(SELECT lane_id FROM standing))
               JOIN clock k ON k.lane_id = l.id AND k.tier_priority >= p."tierPriority"
           ), met AS MATERIALIZED (
             -- Whoever ran the jobs serves these lanes as well: there it is as if they had been of them. What is given back
             -- may be of a time before the tenant came into the lane, and would be credit there.
             SELECT s.tenant_id, s.lane_id, sum(c.pass) AS pass, bool_or(c.is_dispatch) AS is_dispatch
               FROM charge c JOIN standing s ON s.tenant_id = c.tenant_id AND s.lane_id <> c.lane_id
               JOIN served v ON v.kind = c.kind AND v.lane_id = s.lane_id AND v.tier_priority = s.tier_priority
              WHERE c.pass > 0 GROUP BY s.tenant_id, s.lane_id
           ), own AS MATERIALIZED (
             SELECT s.tenant_id, s.lane_id, s.tier_priority, t.is_at_limit, s.pass_max, COALESCE(k.virtual_time, 0) AS virtual_time,
                    COALESCE(c.earned_seconds, 0) AS earned_seconds, COALESCE(c.is_dispatch, false) OR COALESCE(m.is_dispatch, false) AS is_dispatch,
                    t.pass - COALESCE(c.pass, 0) - COALESCE(m.pass, 0) AS elsewhere,
                    CASE WHEN c.is_dispatch THEN greatest(s.pass, k.virtual_time - $2::float8) ELSE s.pass END
                      + COALESCE(c.pass, 0) + COALESCE(m.pass, 0) AS pass
               FROM total t JOIN standing s ON s.tenant_id = t.tenant_id
               LEFT JOIN held c ON c.tenant_id = s.tenant_id AND c.lane_id = s.lane_id
               LEFT JOIN met m ON m.tenant_id = s.tenant_id AND m.lane_id = s.lane_id
               LEFT JOIN clock k ON k.lane_id = s.lane_id AND k.tier_priority = s.tier_priority
           ), share AS MATERIALIZED (
             SELECT o.*, CASE WHEN elsewhere < 0 THEN greatest(least(pass, virtual_time), pass + elsewhere)
                              ELSE greatest(pass, least(pass + elsewhere, pass_max)) END AS new_pass
               FROM own o
           ), charged AS (
             UPDATE tenant_shares t
                SET pass = s.new_pass, pass_max = CASE WHEN s.is_dispatch THEN s.pass + $3::float8 ELSE t.pass_max END
               FROM share s
              WHERE t.tenant_id = s.tenant_id AND t.lane_id = s.lane_id
                AND t.tenant_id = ANY (ARRAY(SELECT tenant_id FROM total))
           ), found AS MATERIALIZED (
             SELECT s.tenant_id, s.lane_id, s.is_at_limit, t.tier_priority, t.order_key, s.new_pass AS pass,
                    t.weight AS priority_base,
                    (SELECT q.queued_at FROM queue_items q WHERE q.tenant_id = s.tenant_id AND q.lane_id = s.lane_id
                      ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1) AS queued_at
               FROM share s JOIN tenant_lanes t ON t.tenant_id = s.tenant_id AND t.lane_id = s.lane_id
              WHERE t.tenant_id = ANY (ARRAY(SELECT tenant_id FROM total))
           ), place AS MATERIALIZED (
             SELECT tenant_id, lane_id, tier_priority, is_at_limit, COALESCE(${ORDER_KEY_SQL}, order_key) AS new_key FROM found
           ), ahead AS MATERIALIZED (
             SELECT p.lane_id, p.tier_priority, min(p.new_key) AS first_key
               FROM place p JOIN clock c ON c.lane_id = p.lane_id AND c.tier_priority = p.tier_priority
              WHERE p.new_key < c.order_floor GROUP BY p.lane_id, p.tier_priority
           ), lowered AS (
             UPDATE lane_clocks k SET order_floor = least(k.order_floor, a.first_key)
               FROM ahead a
              WHERE k.lane_id = a.lane_id AND k.tier_priority = a.tier_priority AND k.lane_id = ANY (ARRAY(SELECT lane_id FROM ahead))
           ), placed AS (
             UPDATE tenant_lanes t
                SET is_at_limit = COALESCE(p.is_at_limit, t.is_at_limit), order_key = p.new_key
               FROM place p
              WHERE t.tenant_id = p.tenant_id AND t.lane_id = p.lane_id
                AND t.tenant_id = ANY (ARRAY(SELECT tenant_id FROM total))
           )
           SELECT lane_id::text AS "laneId", tier_priority AS "tierPriority", sum(earned_seconds) AS seconds
             FROM own WHERE earned_seconds > 0 GROUP BY lane_id, tier_priority`,
    values: [
      JSON.stringify(charges),
      LAG_MAX,
      LEAD_MAX,
      JSON.stringify(kinds.map((one, kind) => ({ ...one, kind }))),
    ],
  });
  return rows;
}

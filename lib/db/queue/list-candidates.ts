import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";

/** One kind of platform agent: what it may run depends on nothing else. */
export interface AgentProfile {
  tierPriority: number;
  tools: readonly string[];
  capabilities: readonly string[];
}

export interface CandidateRow {
  jobId: string;
  tenantId: string;
  /** Jobs the tenant may still start on platform agents. */
  room: number;
  priorityBase: number;
  tool: string;
  capabilities: string[];
  region: string | null;
  tierCeiling: number;
  selectionMode: SelectionMode;
  priority: number;
  queuedAtMicros: number;
  waitedSeconds: number;
}

/**
 * For agents of these profiles: of each profile the `limit` tenants whose first job that it may run has the highest
 * effective priority, and of each tenant its first such jobs in its own order, as many as it has room for (and its
 * own agents have slots for, as these may take some of them) and at most `limit`. A job that several profiles may run comes once for each.
 *
 * `readyBy` lies before the moment at which the agents' slots were read: a job that came after it is left to the next
 * round, as an agent that has become free since is better for it than those known to be free.
 *
 * Promise: if at most `limit` slots are filled in all, by agents of whatever profile, the rows suffice to fill every
 * slot that any waiting job could fill. Reads the tenants' present limits, so a change of plan counts at once.
 * Cost: one probe of queue_items_order_idx a profile and tenant with waiting jobs; independent of the backlog's length
 * as long as a tenant's first jobs are runnable by the profile.
 */
export async function listCandidatesAcrossTenants(
  tx: Db,
  profiles: readonly AgentProfile[],
  limit: number,
  agingMinutesMax: number,
  readyBy: string,
  ownSlots: Readonly<Record<string, number>> = {},
): Promise<CandidateRow[]> {
  const { rows } = await tx.query<CandidateRow>({
    name: "list-candidates",
    text: `WITH RECURSIVE waiting AS (
             (SELECT tenant_id FROM queue_items ORDER BY tenant_id LIMIT 1)
             UNION ALL
             SELECT (SELECT q.tenant_id FROM queue_items q WHERE q.tenant_id > w.tenant_id ORDER BY q.tenant_id LIMIT 1)
               FROM waiting w WHERE w.tenant_id IS NOT NULL
           ), eligible AS MATERIALIZED (
             SELECT t.tenant_id, l.priority_base, l.max_tier_priority, l.max_concurrent_jobs - t.running AS room
               FROM (SELECT w.tenant_id, (SELECT count(*)::int FROM job_leases r
                        WHERE r.tenant_id = w.tenant_id AND r.is_platform_agent) AS running
                       FROM waiting w WHERE w.tenant_id IS NOT NULL) t
               JOIN tenant_platform_limits l ON l.tenant_id = t.tenant_id
              WHERE l.max_concurrent_jobs > t.running
           ), profile AS MATERIALIZED (
             SELECT p."tierPriority" AS tier_priority, p.tools, p.capabilities, p.ordinality AS n
               FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("tierPriority" int, tools text[], capabilities text[]))
                    WITH ORDINALITY AS p
           ), heads AS MATERIALIZED (
             SELECT e.*, p.tier_priority, p.tools, p.capabilities,
                    row_number() OVER (
                      PARTITION BY p.n
                      ORDER BY e.priority_base + least(floor(extract(epoch FROM clock_timestamp() - head.queued_at) / 60), $3) DESC,
                               head.queued_at, head.job_id) AS place
               FROM profile p JOIN eligible e ON e.max_tier_priority >= p.tier_priority
               CROSS JOIN LATERAL (
                 SELECT q.queued_at, q.job_id FROM queue_items q
                  WHERE q.tenant_id = e.tenant_id AND q.tool = ANY (p.tools) AND q.capabilities <@ p.capabilities
                    AND q.tier_ceiling >= p.tier_priority AND q.selection_mode <> 'tenant_only'
                    AND q.ready_at <= $4::timestamptz
                  ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1) head
           )
           SELECT q.job_id AS "jobId", h.tenant_id AS "tenantId", h.room, h.priority_base AS "priorityBase", q.tool,
                  q.capabilities, q.region, least(q.tier_ceiling, h.max_tier_priority) AS "tierCeiling",
                  q.selection_mode AS "selectionMode", q.priority,
                  (extract(epoch FROM q.queued_at) * 1000000)::float8 AS "queuedAtMicros",
                  extract(epoch FROM clock_timestamp() - q.queued_at)::float8 AS "waitedSeconds"
             FROM heads h CROSS JOIN LATERAL (
               SELECT * FROM queue_items q
                WHERE q.tenant_id = h.tenant_id AND q.tool = ANY (h.tools) AND q.capabilities <@ h.capabilities
                  AND q.tier_ceiling >= h.tier_priority AND q.selection_mode <> 'tenant_only'
                  AND q.ready_at <= $4::timestamptz
                ORDER BY q.priority DESC, q.queued_at, q.job_id
                LIMIT least(h.room + COALESCE(($5::jsonb ->> h.tenant_id::text)::int, 0), $2)) q
            WHERE h.place <= $2`,
    values: [JSON.stringify(profiles), limit, agingMinutesMax, readyBy, ownSlots],
  });
  return rows;
}

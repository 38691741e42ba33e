import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";

/**
 * Notes that agents silent for longer than `offlineSeconds` are dead, once each: event and audit entry. Answers how many.
 * Of a deleted one all is told already: it is only marked, so that nobody finds it again.
 */
export async function markOfflineAgentsAcrossTenants(
  tx: Db,
  offlineSeconds: number,
  limit: number,
): Promise<number> {
  const { rowCount } = await tx.query({
    name: "mark-offline-agents",
    text: `WITH due AS MATERIALIZED (
             SELECT h.agent_id, row_number() OVER () AS n
               FROM (SELECT agent_id FROM agent_heartbeats
                      WHERE NOT reported_offline AND last_seen_at < clock_timestamp() - make_interval(secs => $1)
                      LIMIT $2 FOR UPDATE SKIP LOCKED) h
           ), marked AS (
             UPDATE agent_heartbeats h SET reported_offline = true, polling_until = NULL, beat_at = NULL
               FROM due JOIN agents a ON a.id = due.agent_id WHERE h.agent_id = due.agent_id
          RETURNING h.agent_id, h.last_seen_at, due.n, a.tenant_id, a.name, a.deleted_at IS NULL AS is_news
           ), told AS (
             INSERT INTO events (tenant_id, type, subject_type, subject_id, data)
             SELECT tenant_id, 'agent.offline', 'agent', agent_id, jsonb_build_object('name', name) FROM marked WHERE is_news
           )
           INSERT INTO audit_log (id, tenant_id, actor_type, actor_name, action, target_type, target_id, after)
           SELECT ($3::uuid[])[n], tenant_id, 'system', 'system', 'agent.offline', 'agent', agent_id::text,
                  jsonb_build_object('name', name, 'last_seen_at', last_seen_at) FROM marked WHERE is_news`,
    values: [offlineSeconds, limit, Array.from({ length: limit }, newId)],
  });
  return rowCount ?? 0;
}

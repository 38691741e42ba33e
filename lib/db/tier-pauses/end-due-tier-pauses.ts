import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { TIERS } from "@/lib/domain/tier/tier";

/**
 * Removes the pauses whose time is over, once each: event and audit entry. They have counted no more since then, so when
 * this runs decides nothing. Answers how many.
 */
export async function endDueTierPauses(db: Db): Promise<number> {
  const { rowCount } = await db.query({
    name: "end-due-tier-pauses",
    text: `WITH ended AS (
             DELETE FROM tier_pauses WHERE resumes_at <= clock_timestamp() RETURNING *
           ), told AS (
             INSERT INTO events (tenant_id, type, subject_type, subject_id, data)
             SELECT $1, 'tier.resumed', 'tier', $1, jsonb_build_object('tier', tier) FROM ended
           )
           INSERT INTO audit_log (id, tenant_id, actor_type, actor_name, action, target_type, target_id, before)
           SELECT ($2::uuid[])[row_number() OVER ()], $1, 'system', 'system', 'tier.resumed', 'tier', tier,
                  jsonb_build_object('note', note, 'resumes_at', resumes_at) FROM ended`,
    values: [SYSTEM_TENANT_ID, TIERS.map(newId)],
  });
  return rowCount ?? 0;
}

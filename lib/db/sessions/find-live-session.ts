import type { Db } from "@/lib/db/transaction";
import type { Membership } from "@/lib/domain/access/principal";
import { SESSION_IDLE_HOURS } from "@/lib/domain/access/session-lifetime";

export interface LiveSession {
  email: string;
  name: string;
  isPlatformAdmin: boolean;
  memberships: Membership[];
}

/**
 * The person behind a session that counts now: not revoked, used within the last 12 hours, younger than its end, its
 * user not disabled; with the roles of this very moment, in active tenants only. Null otherwise. Notes the use at most
 * once a minute.
 */
export async function findLiveSessionAcrossTenants(
  db: Db,
  sessionId: string,
  userId: string,
): Promise<LiveSession | null> {
  const { rows } = await db.query<LiveSession>({
    name: "find-live-session",
    text: `WITH live AS (
             SELECT s.id, s.last_seen_at, u.id AS user_id, u.email, u.name
               FROM user_sessions s JOIN users u ON u.id = s.user_id
              WHERE s.id = $1 AND s.user_id = $2 AND s.revoked_at IS NULL AND s.expires_at > now()
                AND s.last_seen_at > now() - make_interval(hours => ${SESSION_IDLE_HOURS})
                AND u.disabled_at IS NULL
           ), touched AS (
             UPDATE user_sessions s SET last_seen_at = now() FROM live
              WHERE s.id = live.id AND s.revoked_at IS NULL AND live.last_seen_at < now() - interval '1 minute'
           )
           SELECT email, name,
                  EXISTS (SELECT FROM platform_admins a WHERE a.user_id = live.user_id) AS "isPlatformAdmin",
                  COALESCE((SELECT json_agg(json_build_object('tenantId', t.id, 'slug', t.slug,
                                                              'tenantName', t.name, 'role', m.role) ORDER BY t.slug)
                              FROM memberships m JOIN tenants t ON t.id = m.tenant_id
                             WHERE m.user_id = live.user_id AND t.status = 'active'), '[]') AS memberships
             FROM live`,
    values: [sessionId, userId],
  });
  return rows[0] ?? null;
}

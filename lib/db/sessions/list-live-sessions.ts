import type { Db } from "@/lib/db/transaction";
import { SESSION_IDLE_HOURS } from "@/lib/domain/access/session-lifetime";

export interface SessionRow {
  id: string;
  ip: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/** The person's sessions that would be accepted now, last used first. At most 100 are shown. */
export async function listLiveSessions(db: Db, userId: string): Promise<SessionRow[]> {
  const { rows } = await db.query<SessionRow>({
    name: "list-live-sessions",
    text: `SELECT id, ip, user_agent AS "userAgent", created_at AS "createdAt", last_seen_at AS "lastSeenAt",
                  expires_at AS "expiresAt"
             FROM user_sessions
            WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now()
              AND last_seen_at > now() - make_interval(hours => ${SESSION_IDLE_HOURS})
            ORDER BY last_seen_at DESC, id DESC LIMIT 100`,
    values: [userId],
  });
  return rows;
}

import type { SessionView } from "@/lib/contracts/account";
import { instant } from "@/lib/contracts/field";
import { listLiveSessions } from "@/lib/db/sessions/list-live-sessions";
import type { Context } from "@/lib/services/context";

/** The person's live sessions, the one that asks marked. */
export async function listSessions(
  ctx: Context,
  current: { userId: string; sessionId: string },
): Promise<{ items: SessionView[]; next_cursor: null }> {
  const rows = await listLiveSessions(ctx.db, current.userId);
  const items = rows.map((row) => ({
    id: row.id,
    ip: row.ip,
    user_agent: row.userAgent,
    created_at: instant(row.createdAt),
    last_seen_at: instant(row.lastSeenAt),
    expires_at: instant(row.expiresAt),
    is_current: row.id === current.sessionId,
  }));
  return { items, next_cursor: null };
}

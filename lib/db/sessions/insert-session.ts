import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import { SESSION_MAX_DAYS } from "@/lib/domain/access/session-lifetime";

const USER_AGENT_LENGTH_MAX = 400;

export interface NewSession {
  userId: string;
  ip: string | null;
  userAgent: string | null;
}

/** Opens a session and returns its id. The caller has locked the user (lock-user.ts), so that no revocation can pass by. */
export async function insertSession(tx: Db, session: NewSession): Promise<string> {
  const id = newId();
  await tx.query({
    name: "insert-session",
    text: `INSERT INTO user_sessions (id, user_id, ip, user_agent, expires_at)
           VALUES ($1, $2, $3, $4, now() + make_interval(days => $5))`,
    values: [
      id,
      session.userId,
      session.ip,
      session.userAgent?.slice(0, USER_AGENT_LENGTH_MAX) ?? null,
      SESSION_MAX_DAYS,
    ],
  });
  return id;
}

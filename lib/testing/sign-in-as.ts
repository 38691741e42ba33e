import { sessionCookie } from "@/lib/auth/session-token";
import { insertSession } from "@/lib/db/sessions/insert-session";
import type { Db } from "@/lib/db/transaction";

/** Opens a session for this person and returns its id and the `Cookie` header that a browser would send. */
export async function signInAs(db: Db, userId: string): Promise<{ sessionId: string; cookie: string }> {
  const sessionId = await insertSession(db, { userId, ip: null, userAgent: "test" });
  const [cookie = ""] = (await sessionCookie({ userId, sessionId })).split(";");
  return { sessionId, cookie };
}

import { decode, encode, type JWT } from "next-auth/jwt";
import { SESSION_MAX_SECONDS, sessionCookieName, sessionCookieOptions } from "@/lib/auth/cookie-policy";
import { requireSecret } from "@/lib/config/env";
import { isUuid } from "@/lib/domain/is-uuid";

/** All that the cookie says: which row of user_sessions, and whose it is. Everything else is looked up at each request. */
export interface SessionClaims {
  userId: string;
  sessionId: string;
}

const TOKEN_LENGTH_MAX = 2_000;

/** The claims of a token that next-auth (or `sessionCookie`) issued; null for anything else, never a throw. */
export async function readSessionToken(token: string): Promise<SessionClaims | null> {
  if (token.length > TOKEN_LENGTH_MAX) return null;
  try {
    return claimsOf(await decode({ token, secret: requireSecret("NEXTAUTH_SECRET") }));
  } catch {
    return null;
  }
}

/** The claims in a decoded token; null when it is not one of ours. */
export function claimsOf(payload: JWT | null): SessionClaims | null {
  const { sub, sid } = payload ?? {};
  if (typeof sub !== "string" || typeof sid !== "string" || !isUuid(sub) || !isUuid(sid)) return null;
  return { userId: sub, sessionId: sid };
}

/** A `Set-Cookie` value that signs the browser in to this session. */
export async function sessionCookie({ userId, sessionId }: SessionClaims): Promise<string> {
  const token = await encode({
    token: { sub: userId, sid: sessionId },
    secret: requireSecret("NEXTAUTH_SECRET"),
    maxAge: SESSION_MAX_SECONDS,
  });
  const { path, secure } = sessionCookieOptions();
  const attributes = [`Path=${path}`, `Max-Age=${SESSION_MAX_SECONDS}`, "HttpOnly", "SameSite=Lax"];
  return [`${sessionCookieName()}=${token}`, ...attributes, ...(secure ? ["Secure"] : [])].join("; ");
}

import type { ApiRequest } from "@/lib/auth/api-request";
import { sessionCookieName } from "@/lib/auth/cookie-policy";
import { readCookies } from "@/lib/auth/read-cookies";
import { readSessionToken } from "@/lib/auth/session-token";
import { pool } from "@/lib/db/pool";
import { findLiveSessionAcrossTenants } from "@/lib/db/sessions/find-live-session";
import type { UserPrincipal } from "@/lib/domain/access/principal";

/** The person whose session cookie came with the request, or null. Never throws on what a client can send. */
export async function sessionPrincipal(request: ApiRequest): Promise<UserPrincipal | null> {
  const token = readCookies(request.headers.get("cookie")).get(sessionCookieName());
  return token === undefined ? null : await principalOfToken(token);
}

/** The same for the cookie's bare value, as pages have it. */
export async function principalOfToken(token: string): Promise<UserPrincipal | null> {
  const claims = await readSessionToken(token);
  if (!claims) return null;
  const live = await findLiveSessionAcrossTenants(pool(), claims.sessionId, claims.userId);
  return live && { kind: "user", ...claims, ...live };
}

import { env } from "@/lib/config/env";
import { SESSION_MAX_DAYS } from "@/lib/domain/access/session-lifetime";

/** The cookie lives no longer than the session that it names can. */
export const SESSION_MAX_SECONDS = SESSION_MAX_DAYS * 24 * 3600;

/** Cookies are `Secure` and carry the `__Host-` prefix exactly when the product is served over https. */
export function cookiesAreSecure(): boolean {
  return env().NEXTAUTH_URL?.startsWith("https://") ?? false;
}

export function sessionCookieName(): string {
  return cookiesAreSecure() ? "__Host-muster.session" : "muster.session";
}

export function sessionCookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: cookiesAreSecure() } as const;
}

import { env } from "@/lib/config/env";

/** Seven days after sign-in a session ends whatever happens. */
export const SESSION_MAX_SECONDS = 7 * 24 * 3600;

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

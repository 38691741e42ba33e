import { cookies } from "next/headers";
import { cache } from "react";
import { sessionCookieName } from "@/lib/auth/cookie-policy";
import { principalOfToken } from "@/lib/auth/session-principal";
import type { UserPrincipal } from "@/lib/domain/access/principal";

/** Who looks at the page, or null. Looked up once a request, however many layouts and components ask. */
export const pagePrincipal = cache(async (): Promise<UserPrincipal | null> => {
  const token = (await cookies()).get(sessionCookieName())?.value;
  return token === undefined ? null : await principalOfToken(token);
});

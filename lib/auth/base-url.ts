import type { ApiRequest } from "@/lib/auth/api-request";
import { env } from "@/lib/config/env";

/**
 * Where links that leave the product lead: NEXTAUTH_URL where it is set, whatever host a request claims. Without it the
 * address that the request came to, which at worst misleads the caller's own link.
 */
export function baseUrl(request: ApiRequest): string {
  return new URL(env().NEXTAUTH_URL ?? request.url).origin;
}

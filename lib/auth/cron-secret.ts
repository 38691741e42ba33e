import { env } from "@/lib/config/env";
import { sameSecret } from "@/lib/secrets/hash-secret";

/** Whether `token` is the cron secret. Without a configured secret nothing is: the route fails closed. */
export function isCronSecret(token: string): boolean {
  const secret = env().CRON_SECRET;
  return secret !== undefined && sameSecret(token, secret);
}

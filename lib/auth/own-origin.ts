import { env } from "@/lib/config/env";

/** The origin that the product is served from, where NEXTAUTH_URL says so. */
export function ownOrigin(): string | undefined {
  const { NEXTAUTH_URL } = env();
  return NEXTAUTH_URL && new URL(NEXTAUTH_URL).origin;
}

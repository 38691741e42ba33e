import type { UserPrincipal } from "@/lib/domain/access/principal";

/** Replaced by the identity slice. */
export async function sessionPrincipal(_request: Request): Promise<UserPrincipal | null> {
  return null;
}

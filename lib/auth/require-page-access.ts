import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { PATH_HEADER } from "@/lib/auth/internal-headers";
import { loginPath } from "@/lib/auth/login-path";
import { pagePrincipal } from "@/lib/auth/page-principal";
import type { Membership, UserPrincipal } from "@/lib/domain/access/principal";

/** The signed-in person, or the way to the sign-in page and back. */
export async function requireUser(): Promise<UserPrincipal> {
  const principal = await pagePrincipal();
  if (principal) return principal;
  redirect(loginPath((await headers()).get(PATH_HEADER)));
}

/** A member of the tenant with this slug. To everybody else the tenant does not exist. */
export async function requireTenantMember(
  slug: string,
): Promise<{ principal: UserPrincipal; membership: Membership }> {
  const principal = await requireUser();
  const membership = principal.memberships.find((m) => m.slug === slug);
  if (!membership) notFound();
  return { principal, membership };
}

/** A platform admin. To everybody else the admin console does not exist. */
export async function requirePlatformAdmin(): Promise<UserPrincipal> {
  const principal = await requireUser();
  if (!principal.isPlatformAdmin) notFound();
  return principal;
}

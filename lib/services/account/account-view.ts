import type { AccountView } from "@/lib/contracts/account";
import type { UserPrincipal } from "@/lib/domain/access/principal";

/** The signed-in person as the wire has it. Everything was looked up when the request came in. */
export function accountView(principal: UserPrincipal): AccountView {
  return {
    id: principal.userId,
    email: principal.email,
    name: principal.name,
    is_platform_admin: principal.isPlatformAdmin,
    memberships: principal.memberships.map((membership) => ({
      tenant_id: membership.tenantId,
      slug: membership.slug,
      name: membership.tenantName,
      role: membership.role,
    })),
  };
}

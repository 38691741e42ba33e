import type { ApiRequest } from "@/lib/auth/api-request";
import { requireSameOrigin } from "@/lib/auth/same-origin";
import type { Access, AgentAccess } from "@/lib/contracts/contract";
import { roleMay, type TenantPermission } from "@/lib/domain/access/permissions";
import type { Membership, Principal, UserPrincipal } from "@/lib/domain/access/principal";
import { AppError } from "@/lib/domain/errors";

export const TENANT_HEADER = "x-tenant";

/**
 * May this principal use a route of this access? Throws 403, and for a tenant the caller does not belong to 404.
 * Answers the tenant of the call, which comes from the credential: a key has one, a session's choice among its own
 * memberships is named by `X-Tenant` (or `?tenant=` where a link cannot send headers). A name is compared, never trusted.
 */
export function authorize(
  request: ApiRequest,
  url: URL,
  access: Access,
  principal: Principal,
): { tenantId?: string } {
  if (principal.kind === "user") requireSameOrigin(request);
  switch (access.kind) {
    case "public":
      return {};
    case "cron":
      return allow(principal.kind === "cron");
    case "user":
      return allow(principal.kind === "user");
    case "agent":
    case "job":
    case "agent_or_job":
      return allowAgent(access, principal);
    case "admin":
      return allow(
        (principal.kind === "user" && principal.isPlatformAdmin) ||
          (principal.kind === "admin_key" && principal.scopes.includes(access.permission)),
      );
    case "tenant":
      return { tenantId: tenantOf(request, url, access.permission, principal) };
  }
}

/** Each fleet has its own calls, so that what is promised to one of them can change without the other. */
function allowAgent({ kind, fleet }: AgentAccess, principal: Principal): Record<string, never> {
  const holder =
    (principal.kind === "agent" && kind !== "job") || (principal.kind === "job_token" && kind !== "agent")
      ? principal
      : null;
  if (holder === null) throw forbidden();
  if (holder.isPlatformAgent === (fleet === "platform")) return {};
  throw new AppError(
    "wrong_agent_api",
    holder.isPlatformAgent
      ? "This is a platform agent; its calls are under /api/v1/platform-agent."
      : "This is a tenant's own agent; its calls are under /api/v1/agent.",
  );
}

function tenantOf(request: ApiRequest, url: URL, permission: TenantPermission, principal: Principal): string {
  const slug = request.headers.get(TENANT_HEADER) ?? url.searchParams.get("tenant");
  if (principal.kind === "tenant_key") {
    allow(principal.scopes.includes(permission));
    // Who names another tenant than the key's must not be left to think that it is meant.
    if (slug !== null && slug !== principal.tenantSlug) throw unknownTenant();
    return principal.tenantId;
  }
  if (principal.kind !== "user") throw forbidden();
  const membership = chosenMembership(principal, slug);
  allow(roleMay(membership.role, permission));
  return membership.tenantId;
}

function chosenMembership(principal: UserPrincipal, slug: string | null): Membership {
  const [only, ...others] = principal.memberships;
  if (slug === null && only && others.length === 0) return only;
  if (slug === null) {
    throw new AppError(
      "forbidden",
      "Name the tenant in the X-Tenant header; you belong to none or to several.",
    );
  }
  const membership = principal.memberships.find((m) => m.slug === slug);
  if (!membership) throw unknownTenant();
  return membership;
}

function allow(allowed: boolean): Record<string, never> {
  if (!allowed) throw forbidden();
  return {};
}

function unknownTenant(): AppError {
  return new AppError("not_found", "There is no such tenant.");
}

function forbidden(): AppError {
  return new AppError("forbidden", "This credential may not call this route.");
}

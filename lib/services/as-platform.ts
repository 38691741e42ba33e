import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import type { Context, TenantContext } from "@/lib/services/context";

/** An admin acts for the platform, which owns its agents and their tokens as a tenant owns its own. */
export function asPlatform<C extends Context>(ctx: C): C & TenantContext {
  return { ...ctx, tenantId: SYSTEM_TENANT_ID };
}

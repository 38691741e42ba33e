import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { TenantFilters } from "@/components/tenants/api/tenant-queries";
import { PLAN_SLUGS } from "@/lib/domain/plan/plan-slug";

/** The list's filters as the address carries them. */
export const tenantSearchParams = { plan: parseAsStringLiteral(PLAN_SLUGS), q: parseAsString };

export interface TenantFilterValues {
  plan: NonNullable<TenantFilters["plan"]> | null;
  q: string | null;
}

/** As the API takes them: what is not set is left out. */
export function tenantFilters({ plan, q }: TenantFilterValues): TenantFilters {
  const text = q?.trim().slice(0, 200);
  return { ...(plan ? { plan } : {}), ...(text ? { q: text } : {}) };
}

import { parseAsString } from "nuqs/server";
import type { AuditFilters } from "@/components/audit/api/list-audit-query";
import { isUuid } from "@/lib/domain/is-uuid";

/** The log's filters as the address carries them. */
export const auditSearchParams = {
  action: parseAsString,
  actor: parseAsString,
  target: parseAsString,
  tenant: parseAsString,
};

export type AuditFilterValues = Record<keyof typeof auditSearchParams, string | null>;

const ACTION = /^[a-z_]+(\.[a-z_]+)?\.?$/;

/**
 * As the API takes them. An action without a dot ("agent") means all of that subject; what could not be
 * looked for at all is left out, so that an address made by hand shows the log and not an error.
 */
export function auditFilters({ action, actor, target, tenant }: AuditFilterValues): AuditFilters {
  const wanted = action?.trim().toLowerCase() ?? "";
  return {
    ...(ACTION.test(wanted) ? { action: wanted.includes(".") ? wanted : `${wanted}.` } : {}),
    ...(actor?.trim() ? { actor: actor.trim().slice(0, 254) } : {}),
    ...(target?.trim() ? { target_id: target.trim().slice(0, 100) } : {}),
    ...(tenant && isUuid(tenant.toLowerCase()) ? { tenant_id: tenant } : {}),
  };
}

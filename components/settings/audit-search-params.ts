import { parseAsString } from "nuqs/server";
import type { AuditFilters } from "@/components/settings/api/audit-log";

/** The audit log's filters as the address carries them. */
export const auditSearchParams = { action: parseAsString, actor: parseAsString };

const ACTION = /^[a-z_]+(\.[a-z_]+)?\.?$/;

/** As the API takes them. What cannot be an action is not sent. */
export function auditFilters({
  action,
  actor,
}: {
  action: string | null;
  actor: string | null;
}): AuditFilters {
  const name = action?.trim().toLowerCase() ?? "";
  const person = actor?.trim() ?? "";
  return { ...(ACTION.test(name) ? { action: name } : {}), ...(person ? { actor: person } : {}) };
}

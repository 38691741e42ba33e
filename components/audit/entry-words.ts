import { adminPaths } from "@/lib/client/admin-paths";
import type { AuditEntryView } from "@/lib/contracts/audit-log";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";

/** The target as a person knows it: its name where the entry has one, else its kind and the end of its id. */
export function auditTargetWords(entry: AuditEntryView): string {
  const kind = entry.target_type.replace("_", " ");
  if (entry.target_type === "tenant" && entry.tenant_slug) return `${kind} ${entry.tenant_slug}`;
  if (entry.target_type === "tier") return `${kind} ${entry.target_id}`;
  const name = [entry.after, entry.before]
    .flatMap((fields) => ["name", "slug", "token_prefix", "email"].map((field) => fields?.[field]))
    .find((value) => typeof value === "string" && value !== "");
  if (typeof name === "string") return `${kind} ${name}`;
  return entry.target_id ? `${kind} …${entry.target_id.slice(-8)}` : kind;
}

/** The page of the target, for what has one. */
export function auditTargetPath(entry: AuditEntryView): string | null {
  if (entry.target_id === null) return null;
  if (entry.target_type === "agent") return adminPaths.agent(entry.target_id);
  return entry.target_type === "tenant" ? adminPaths.tenant(entry.target_id) : null;
}

/** Whose entry it is. The platform's own have the system tenant, which has no page and no people. */
export function auditTenantWords(entry: AuditEntryView): string {
  return entry.tenant_id === null || entry.tenant_id === SYSTEM_TENANT_ID
    ? "platform"
    : (entry.tenant_slug ?? "deleted");
}

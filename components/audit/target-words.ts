import type { AuditEntryView } from "@/lib/contracts/audit-log";

/** The target as a person knows it: its name where the entry has one, else its kind and the end of its id. */
export function auditTargetWords(entry: AuditEntryView): string {
  const kind = entry.target_type.replace("_", " ");
  const name = [entry.after, entry.before]
    .flatMap((fields) => ["name", "slug", "token_prefix", "email"].map((field) => fields?.[field]))
    .find((value) => typeof value === "string" && value !== "");
  if (typeof name === "string") return `${kind} ${name}`;
  return entry.target_id ? `${kind} …${entry.target_id.slice(-8)}` : kind;
}

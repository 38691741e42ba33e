import type { TenantKeyScope } from "@/lib/domain/access/permissions";

export const scopeNames: Record<TenantKeyScope, { label: string; hint: string }> = {
  "jobs:read": { label: "Read scans", hint: "Scans, logs and the figures of your plan" },
  "jobs:write": { label: "Submit scans", hint: "Submit, cancel and run again, upload archives" },
  "findings:read": { label: "Read findings", hint: "What scans have found" },
  "audit:read": { label: "Read the audit log", hint: "Who did what in this tenant" },
};

import type { AdminPermission, TenantKeyScope } from "@/lib/domain/access/permissions";

export interface ScopeName {
  label: string;
  hint: string;
}

export const scopeNames: Record<TenantKeyScope, ScopeName> = {
  "jobs:read": { label: "Read scans", hint: "Scans, logs and the figures of your plan" },
  "jobs:write": { label: "Submit scans", hint: "Submit, cancel and run again, upload archives" },
  "findings:read": { label: "Read findings", hint: "What scans have found" },
  "agents:read": { label: "Read own agents", hint: "Your own agents and what they run" },
  "agents:write": {
    label: "Manage own agents",
    hint: "Enrol, change, drain and delete them; an agent that is enrolled stays when the key goes",
  },
  "audit:read": { label: "Read the audit log", hint: "Who did what in this tenant" },
};

export const adminScopeNames: Record<AdminPermission, ScopeName> = {
  "admin:read": { label: "Read", hint: "Agents, tokens, the queue, tenants, people, the audit log" },
  "admin:write": { label: "Change", hint: "Change agents, tokens, tenants, people and keys" },
};

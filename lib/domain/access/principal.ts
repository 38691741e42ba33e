import type { AdminPermission, Role, TenantPermission } from "@/lib/domain/access/permissions";

/** Who is calling, as established by lib/auth. Everything later trusts only this, never an id from the request. */
export type Principal =
  | UserPrincipal
  | TenantKeyPrincipal
  | { kind: "admin_key"; keyId: string; name: string; scopes: readonly AdminPermission[] }
  | AgentPrincipal
  | JobTokenPrincipal
  | { kind: "cron" }
  | { kind: "anonymous" };

interface AgentPrincipal {
  kind: "agent";
  agentId: string;
  name: string;
  tenantId: string;
  isPlatformAgent: boolean;
  /** Names the key it came by: of its present one, or of one before a rotation. */
  keyPrefix: string;
}

interface JobTokenPrincipal {
  kind: "job_token";
  jobId: string;
  attempt: number;
  agentId: string;
  tenantId: string;
  isPlatformAgent: boolean;
}

export interface TenantKeyPrincipal {
  kind: "tenant_key";
  keyId: string;
  name: string;
  tenantId: string;
  tenantSlug: string;
  scopes: readonly TenantPermission[];
}

export interface UserPrincipal {
  kind: "user";
  userId: string;
  sessionId: string;
  email: string;
  name: string;
  isPlatformAdmin: boolean;
  memberships: readonly Membership[];
}

export interface Membership {
  tenantId: string;
  slug: string;
  tenantName: string;
  role: Role;
}

/** How a principal stands in the audit log. */
export interface Actor {
  type: "user" | "api_key" | "agent" | "cron" | "system";
  id: string | null;
  name: string;
}

export const SYSTEM_ACTOR: Actor = { type: "system", id: null, name: "system" };

export function actorOf(principal: Principal): Actor {
  switch (principal.kind) {
    case "user":
      return { type: "user", id: principal.userId, name: principal.email };
    case "tenant_key":
    case "admin_key":
      return { type: "api_key", id: principal.keyId, name: principal.name };
    case "agent":
      return { type: "agent", id: principal.agentId, name: principal.name };
    case "job_token":
      return { type: "agent", id: principal.agentId, name: "agent" };
    case "cron":
      return { type: "cron", id: null, name: "cron" };
    case "anonymous":
      return { type: "system", id: null, name: "anonymous" };
  }
}

/** What the caller identified itself with, as a name for limits that hold for each credential. */
export function credentialOf(principal: Principal): string {
  switch (principal.kind) {
    case "user":
      return `session:${principal.sessionId}`;
    case "tenant_key":
    case "admin_key":
      return `key:${principal.keyId}`;
    case "agent":
      return `agent:${principal.agentId}`;
    case "job_token":
      return `job:${principal.jobId}:${principal.attempt}`;
    case "cron":
    case "anonymous":
      return principal.kind;
  }
}

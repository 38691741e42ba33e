import type pg from "pg";
import { type ClaimAnswer, ClaimBody, type StatusBody } from "@/lib/contracts/agent-protocol";
import { SubmitJobBody } from "@/lib/contracts/job";
import type { AgentContext } from "@/lib/services/agent-protocol/agent-context";
import { claimJobs } from "@/lib/services/agent-protocol/claim-jobs";
import type { JobContext } from "@/lib/services/agent-protocol/job-context";
import { reportStatus } from "@/lib/services/agent-protocol/report-status";
import type { TenantContext } from "@/lib/services/context";
import { adminContext } from "@/lib/testing/admin-context";

/** What a tenant's request hands to a service, for tests. */
export function tenantContext(db: pg.Pool, tenantId: string): TenantContext {
  return { ...adminContext(db), tenantId };
}

/** What an agent's request hands to a service, for tests. */
export function agentContext(db: pg.Pool, agentId: string, signal?: AbortSignal): AgentContext {
  const actor = { type: "agent", id: agentId, name: "agent" } as const;
  return { ...adminContext(db, { actor, ...(signal ? { signal } : {}) }), agentId };
}

/** What an agent's write on one of its jobs hands to a service, for tests. */
export function jobContext(db: pg.Pool, agentId: string): JobContext {
  const caller = {
    kind: "agent",
    agentId,
    name: "agent",
    tenantId: "",
    isPlatformAgent: true,
    keyPrefix: "",
  } as const;
  return { ...agentContext(db, agentId), caller };
}

/** A scan of a public address with every default. */
export function scanBody(fields: Partial<SubmitJobBody> = {}): SubmitJobBody {
  return SubmitJobBody.parse({ tool: "http-headers", target: "https://example.com", ...fields });
}

export function claim(
  db: pg.Pool,
  agentId: string,
  body: Partial<ClaimBody> = {},
  signal?: AbortSignal,
): Promise<ClaimAnswer> {
  return claimJobs(agentContext(db, agentId, signal), ClaimBody.parse(body));
}

export function report(
  db: pg.Pool,
  agentId: string,
  job: { id: string; attempt: number },
  status: StatusBody["status"],
  fields: Partial<StatusBody> = {},
) {
  return reportStatus(jobContext(db, agentId), job.id, { attempt: job.attempt, status, ...fields });
}

import type * as z from "zod";
import * as platform from "@/lib/contracts/agent-protocol";
import * as agentSync from "@/lib/contracts/agent-sync";
import type { AgentAccess, Contract } from "@/lib/contracts/contract";

/** What tenants' own agents call: every call of a platform agent, under a prefix of their own. */

const PLATFORM_PREFIX = "/api/v1/platform-agent";
const TENANT_PREFIX = "/api/v1/agent";

function ofTenant<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Caller extends AgentAccess,
>(
  contract: Contract<Params, Query, Body, Answer, Caller>,
): Contract<Params, Query, Body, Answer, { kind: Caller["kind"]; fleet: "tenant" }> {
  return {
    ...contract,
    id: `${contract.id}OfTenant`,
    path: contract.path.replace(PLATFORM_PREFIX, TENANT_PREFIX),
    tag: "Tenants' own agents",
    access: { kind: contract.access.kind, fleet: "tenant" },
  };
}

export const getAgentSelf = ofTenant(platform.getAgentSelf);
export const heartbeat = ofTenant(platform.heartbeat);
export const sync = ofTenant(agentSync.sync);
export const claimJobs = ofTenant(platform.claimJobs);
export const reportStatus = ofTenant(platform.reportStatus);
export const appendLog = ofTenant(platform.appendLog);
export const reportFindings = ofTenant(platform.reportFindings);
export const downloadArchive = ofTenant(platform.downloadArchive);
export const goOffline = ofTenant(platform.goOffline);
export const leaveFleet = ofTenant(platform.leaveFleet);

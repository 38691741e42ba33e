import type { QueryKey } from "@tanstack/react-query";
import { apiPath } from "@/lib/client/api-fetch";
import { followAdminEvents, followTenantEvents } from "@/lib/client/operations/live-event";
import type { LiveEvent } from "@/lib/contracts/live-event";

/** Whose events a console follows. */
export type LiveScope = { kind: "tenant"; slug: string } | { kind: "admin" };

export function liveScopeName(scope: LiveScope): string {
  return scope.kind === "tenant" ? `muster-live:tenant:${scope.slug}` : "muster-live:admin";
}

export function liveScopeUrl(scope: LiveScope): string {
  return apiPath(scope.kind === "tenant" ? followTenantEvents : followAdminEvents, undefined);
}

/**
 * Which queries an event makes out of date, as key prefixes. A scan's own event may move every other waiting scan and
 * the figures; findings and attempts belong to the one scan alone.
 */
export function staleKeys(scope: LiveScope, event: Pick<LiveEvent, "type" | "subject_id">): QueryKey[] {
  const family = event.type.split(".", 1)[0];
  if (scope.kind === "admin") return [...(ADMIN_KEYS[family ?? ""] ?? [])];
  const { slug } = scope;
  switch (family) {
    case "job":
      return [
        ["listJobs", slug],
        ["getJob", slug],
        ["getPlatformStats", slug],
        ["listJobFindings", slug, event.subject_id],
        ["listAttempts", slug, event.subject_id],
        ["listOwnAgents", slug],
        ["getOwnAgent", slug],
      ];
    case "agent":
      return [
        ["getPlatformStats", slug],
        ["getJob", slug],
        ["listOwnAgents", slug],
        ["getOwnAgent", slug],
      ];
    case "bootstrap_token":
      return [
        ["listAgentTokens", slug],
        ["listOwnAgents", slug],
      ];
    case "tenant":
      return [
        ["getPlatformStats", slug],
        ["listMembers", slug],
        ["listApiKeys", slug],
        ["getJob", slug],
      ];
    case "tier":
      return [
        ["listJobs", slug],
        ["getJob", slug],
        ["getPlatformStats", slug],
        ["estimateJob", slug],
      ];
    default:
      return [];
  }
}

const ADMIN_KEYS: Record<string, QueryKey[]> = {
  job: [
    ["listAdminJobs"],
    ["getQueueStats"],
    ["explainJob"],
    ["listDeadLetters"],
    ["getPlatformAgentStats"],
    ["listPlatformAgents"],
    ["getPlatformAgent"],
    ["listTenants"],
    ["getTenant"],
    ["getTenantQueue"],
  ],
  agent: [["listPlatformAgents"], ["getPlatformAgent"], ["getPlatformAgentStats"], ["getQueueStats"]],
  bootstrap_token: [["listBootstrapTokens"], ["listPlatformAgents"], ["getPlatformAgentStats"]],
  tenant: [["listTenants"], ["getTenant"], ["getTenantQueue"]],
  tier: [["getQueueStats"], ["getPlatformAgentStats"], ["listAdminJobs"], ["explainJob"], ["getTenantQueue"]],
};

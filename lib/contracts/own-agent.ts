import type * as z from "zod";
import * as platform from "@/lib/contracts/agent";
import * as bootstrapToken from "@/lib/contracts/bootstrap-token";
import type { Contract, Method } from "@/lib/contracts/contract";
import { pageOf } from "@/lib/contracts/page";

/** A tenant's own agents and the tokens that enrol them: an admin's operations on platform agents, for a tenant's people. */

const PATHS = [
  ["/api/v1/admin/platform-agents", "/api/v1/agents"],
  ["/api/v1/admin/bootstrap-tokens", "/api/v1/agent-tokens"],
] as const;

/** The same in types, so that the browser can name these operations without their schemas. */
type OwnPath<Path extends string, Pair = (typeof PATHS)[number]> = Pair extends readonly [
  infer Admin extends string,
  infer Tenant extends string,
]
  ? Path extends `${Admin}${infer Rest}`
    ? `${Tenant}${Rest}`
    : never
  : never;

function forTenant<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  const Permission extends "agents:read" | "agents:write",
  const Id extends string,
  const Verb extends Method,
  const Path extends string,
>(
  contract: Contract<Params, Query, Body, Answer> & { method: Verb; path: Path },
  words: { id: Id; summary?: string; description?: string; permission: Permission },
): Contract<Params, Query, Body, Answer, { kind: "tenant"; permission: Permission }> & {
  id: Id;
  method: Verb;
  path: OwnPath<Path>;
} {
  const { permission, ...own } = words;
  const path = PATHS.reduce<string>((text, [admin, tenant]) => text.replace(admin, tenant), contract.path);
  return {
    ...contract,
    ...own,
    path: path as OwnPath<Path>,
    tag: "Own agents",
    access: { kind: "tenant", permission },
  };
}

const read = { permission: "agents:read" } as const;
const write = { permission: "agents:write" } as const;

export const listOwnAgents = {
  ...forTenant(platform.listAgents, {
    id: "listOwnAgents",
    summary: "List the tenant's own agents",
    ...read,
  }),
  query: platform.ListOwnAgentsQuery,
};
export const getOwnAgent = forTenant(platform.getAgent, { id: "getOwnAgent", ...read });
export const updateOwnAgent = {
  ...forTenant(platform.updateAgent, {
    id: "updateOwnAgent",
    summary: "Change an agent's name, capacity, region or labels",
    description: "A new capacity counts from the next claim; running jobs go on.",
    ...write,
  }),
  body: platform.UpdateOwnAgentBody,
};
export const deleteOwnAgent = forTenant(platform.deleteAgent, { id: "deleteOwnAgent", ...write });
export const disableOwnAgent = forTenant(platform.disableAgent, { id: "disableOwnAgent", ...write });
export const enableOwnAgent = forTenant(platform.enableAgent, { id: "enableOwnAgent", ...write });
export const drainOwnAgent = forTenant(platform.drainAgent, { id: "drainOwnAgent", ...write });
export const rotateOwnAgentKey = forTenant(platform.rotateAgentKey, { id: "rotateOwnAgentKey", ...write });

export const listAgentTokens = {
  ...forTenant(bootstrapToken.listBootstrapTokens, {
    id: "listAgentTokens",
    summary: "List the tenant's bootstrap tokens, newest first, with the agents that used them",
    ...read,
  }),
  answer: pageOf(bootstrapToken.AgentTokenView),
};
export const createAgentToken = {
  ...forTenant(bootstrapToken.createBootstrapToken, {
    id: "createAgentToken",
    summary: "Create a bootstrap token for own agents; `raw_token` is shown once",
    ...write,
  }),
  body: bootstrapToken.CreateAgentTokenBody,
  answer: bootstrapToken.CreatedAgentToken,
};
export const revokeAgentToken = {
  ...forTenant(bootstrapToken.revokeBootstrapToken, { id: "revokeAgentToken", ...write }),
  answer: bootstrapToken.AgentTokenAnswer,
};

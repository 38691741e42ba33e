import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/own-agent";

export const listOwnAgents: Operation<typeof contracts.listOwnAgents> = {
  id: "listOwnAgents",
  method: "GET",
  path: "/api/v1/agents",
};

export const getOwnAgent: Operation<typeof contracts.getOwnAgent> = {
  id: "getOwnAgent",
  method: "GET",
  path: "/api/v1/agents/{id}",
};

export const updateOwnAgent: Operation<typeof contracts.updateOwnAgent> = {
  id: "updateOwnAgent",
  method: "PATCH",
  path: "/api/v1/agents/{id}",
};

export const deleteOwnAgent: Operation<typeof contracts.deleteOwnAgent> = {
  id: "deleteOwnAgent",
  method: "DELETE",
  path: "/api/v1/agents/{id}",
};

export const disableOwnAgent: Operation<typeof contracts.disableOwnAgent> = {
  id: "disableOwnAgent",
  method: "POST",
  path: "/api/v1/agents/{id}/disable",
};

export const enableOwnAgent: Operation<typeof contracts.enableOwnAgent> = {
  id: "enableOwnAgent",
  method: "POST",
  path: "/api/v1/agents/{id}/enable",
};

export const drainOwnAgent: Operation<typeof contracts.drainOwnAgent> = {
  id: "drainOwnAgent",
  method: "POST",
  path: "/api/v1/agents/{id}/drain",
};

export const rotateOwnAgentKey: Operation<typeof contracts.rotateOwnAgentKey> = {
  id: "rotateOwnAgentKey",
  method: "POST",
  path: "/api/v1/agents/{id}/rotate-key",
};

export const listAgentTokens: Operation<typeof contracts.listAgentTokens> = {
  id: "listAgentTokens",
  method: "GET",
  path: "/api/v1/agent-tokens",
};

export const createAgentToken: Operation<typeof contracts.createAgentToken> = {
  id: "createAgentToken",
  method: "POST",
  path: "/api/v1/agent-tokens",
};

export const revokeAgentToken: Operation<typeof contracts.revokeAgentToken> = {
  id: "revokeAgentToken",
  method: "POST",
  path: "/api/v1/agent-tokens/{id}/revoke",
};

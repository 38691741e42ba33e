import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/agent";

export const listAgents: Operation<typeof contracts.listAgents> = {
  id: "listPlatformAgents",
  method: "GET",
  path: "/api/v1/admin/platform-agents",
};

export const createAgent: Operation<typeof contracts.createAgent> = {
  id: "createPlatformAgent",
  method: "POST",
  path: "/api/v1/admin/platform-agents",
};

export const getAgent: Operation<typeof contracts.getAgent> = {
  id: "getPlatformAgent",
  method: "GET",
  path: "/api/v1/admin/platform-agents/{id}",
};

export const updateAgent: Operation<typeof contracts.updateAgent> = {
  id: "updatePlatformAgent",
  method: "PATCH",
  path: "/api/v1/admin/platform-agents/{id}",
};

export const deleteAgent: Operation<typeof contracts.deleteAgent> = {
  id: "deletePlatformAgent",
  method: "DELETE",
  path: "/api/v1/admin/platform-agents/{id}",
};

export const rotateAgentKey: Operation<typeof contracts.rotateAgentKey> = {
  id: "rotatePlatformAgentKey",
  method: "POST",
  path: "/api/v1/admin/platform-agents/{id}/rotate-key",
};

export const getAgentStats: Operation<typeof contracts.getAgentStats> = {
  id: "getPlatformAgentStats",
  method: "GET",
  path: "/api/v1/admin/platform-agents/stats",
};

export const disableAgent: Operation<typeof contracts.disableAgent> = {
  id: "disablePlatformAgent",
  method: "POST",
  path: "/api/v1/admin/platform-agents/{id}/disable",
};

export const enableAgent: Operation<typeof contracts.enableAgent> = {
  id: "enablePlatformAgent",
  method: "POST",
  path: "/api/v1/admin/platform-agents/{id}/enable",
};

export const drainAgent: Operation<typeof contracts.drainAgent> = {
  id: "drainPlatformAgent",
  method: "POST",
  path: "/api/v1/admin/platform-agents/{id}/drain",
};

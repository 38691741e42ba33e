import type { AgentHealth, AgentStatus } from "@/lib/domain/agent/liveness";

export const healthNames: Record<AgentHealth, string> = {
  online: "Online",
  degraded: "Not responding",
  offline: "Offline",
  pending: "Never seen",
};

export const statusNames: Record<AgentStatus, string> = {
  active: "Active",
  disabled: "Disabled",
  draining: "Draining",
  drained: "Drained",
};

import { createAgent } from "@/lib/testing/factories/create-agent";
import { bootstrapToken } from "./agent-samples";
import type { MakeSample, Sample } from "./sample";

const page = {
  limit: "10",
  cursor: Buffer.from(JSON.stringify("ffffffff-ffff-7fff-bfff-ffffffffffff")).toString("base64url"),
};

/** On one of the tenant's own agents; the platform's and another tenant's are as unknown to it as a job's id. */
const onOwnAgent =
  (fields: Partial<Sample> = {}): MakeSample =>
  async (db, world) => ({
    caller: world.roles.admin.caller,
    id: (await createAgent(db, { tenantId: world.own.id })).id,
    ...fields,
    foreign: [
      { slot: "/path/id", value: world.foreign.agentId },
      { slot: "/path/id", value: world.agent.id },
      { slot: "/path/id", value: world.ownJob.id },
    ],
  });

/** What a tenant's people and keys call about its own agents. */
export const OWN_AGENT_SAMPLES: Record<string, MakeSample> = {
  listOwnAgents: async (_db, world) => ({
    caller: world.ownKey,
    query: { ...page, health: "online", status: "active", q: "agent" },
  }),
  getOwnAgent: onOwnAgent(),
  updateOwnAgent: onOwnAgent({
    body: { name: "agent-renamed", max_concurrent_jobs: 2, region: "eu-1", labels: { rack: "a" } },
  }),
  deleteOwnAgent: onOwnAgent({ query: { force: "false" } }),
  disableOwnAgent: onOwnAgent(),
  enableOwnAgent: async (db, world) => ({
    ...(await onOwnAgent()(db, world)),
    id: (await createAgent(db, { tenantId: world.own.id, status: "disabled" })).id,
  }),
  drainOwnAgent: onOwnAgent(),
  rotateOwnAgentKey: onOwnAgent(),
  listAgentTokens: async (_db, world) => ({ caller: world.ownKey, query: { ...page, status: "active" } }),
  createAgentToken: async (_db, world) => ({
    caller: world.ownKey,
    body: {
      description: "for our rack",
      expires_in_hours: 1,
      max_uses: 1,
      required_capabilities: ["egress"],
      required_tools: ["nmap"],
      required_region: "eu-1",
      allowed_cidrs: ["10.0.0.0/8"],
    },
  }),
  revokeAgentToken: async (db, world) => ({
    caller: world.roles.owner.caller,
    id: (await bootstrapToken(db, world.own.id)).id,
    foreign: [
      { slot: "/path/id", value: (await bootstrapToken(db, world.foreign.id)).id },
      { slot: "/path/id", value: (await bootstrapToken(db)).id },
    ],
  }),
};

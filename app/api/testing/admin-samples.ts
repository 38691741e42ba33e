import { newId } from "@/lib/db/new-id";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createDeadLetter } from "@/lib/testing/factories/create-dead-letter";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createUser } from "@/lib/testing/factories/create-user";
import { bootstrapToken } from "./agent-samples";
import type { MakeSample } from "./sample";

const page = {
  limit: "10",
  cursor: Buffer.from(JSON.stringify("ffffffff-ffff-7fff-bfff-ffffffffffff")).toString("base64url"),
};

const asAdmin: MakeSample = async (_db, world) => ({ caller: world.adminKey });

const listed =
  (query: Record<string, string>): MakeSample =>
  async (_db, world) => ({ caller: world.admin, query: { ...page, ...query } });

/** On an agent of the platform; a tenant's own agents are none of an admin's. */
const onAgent =
  (query?: Record<string, string>): MakeSample =>
  async (db, world) => ({
    caller: world.admin,
    id: (await createAgent(db)).id,
    ...(query ? { query } : {}),
    foreign: [
      { slot: "/path/id", value: world.foreign.agentId },
      { slot: "/path/id", value: world.foreign.jobId },
    ],
  });

/** Jobs that are no dead letters are foreign. */
const onDeadLetter: MakeSample = async (db, world) => ({
  caller: world.admin,
  id: (await createDeadLetter(db, world.own.id)).id,
  foreign: [{ slot: "/path/id", value: world.foreign.jobId }],
});

const AGENT_SETTINGS = {
  tier: "dedicated",
  max_concurrent_jobs: 2,
  region: "eu-1",
  capabilities: ["egress"],
  labels: { rack: "a" },
};

/** What platform admins and their keys call. They see every tenant, so what is foreign to them is another kind of thing. */
export const ADMIN_SAMPLES: Record<string, MakeSample> = {
  followAdminEvents: asAdmin,
  listPlatformAgents: listed({ tier: "shared", health: "online", status: "active", q: "agent" }),
  createPlatformAgent: async (_db, world) => ({
    caller: world.admin,
    body: { name: "agent-by-hand", tools: [{ name: "nmap", version: "7.95" }], ...AGENT_SETTINGS },
  }),
  getPlatformAgentStats: asAdmin,
  getPlatformAgent: onAgent(),
  updatePlatformAgent: async (db, world) => ({
    ...(await onAgent()(db, world)),
    body: { name: "agent-renamed", ...AGENT_SETTINGS },
  }),
  deletePlatformAgent: onAgent({ force: "false" }),
  disablePlatformAgent: onAgent(),
  enablePlatformAgent: async (db, world) => ({
    ...(await onAgent()(db, world)),
    id: (await createAgent(db, { status: "disabled" })).id,
  }),
  drainPlatformAgent: onAgent(),
  rotatePlatformAgentKey: onAgent(),
  listBootstrapTokens: listed({ status: "active" }),
  createBootstrapToken: async (_db, world) => ({
    caller: world.admin,
    body: {
      description: "for rack a",
      tier: "premium",
      expires_in_hours: 1,
      max_uses: 1,
      required_capabilities: ["egress"],
      required_tools: ["nmap"],
      required_region: "eu-1",
      allowed_cidrs: ["10.0.0.0/8"],
    },
  }),
  revokeBootstrapToken: async (db, world) => ({
    caller: world.admin,
    id: (await bootstrapToken(db)).id,
    foreign: [{ slot: "/path/id", value: (await bootstrapToken(db, world.foreign.id)).id }],
  }),
  listAdminJobs: async (_db, world) => ({
    caller: world.adminKey,
    query: {
      ...page,
      tenant_id: world.own.id,
      status: "active",
      tool: "nmap",
      agent_id: world.agent.id,
      q: "example",
    },
    foreign: [
      { slot: "/query/tenant_id", value: world.foreign.agentId, status: 200 },
      { slot: "/query/agent_id", value: world.foreign.id, status: 200 },
    ],
  }),
  getQueueStats: asAdmin,
  explainJob: async (db, world) => ({
    caller: world.adminKey,
    id: (await createJob(db, world.own.id)).id,
    foreign: [{ slot: "/path/id", value: world.foreign.id }],
  }),
  pauseTier: async (_db, world) => ({
    caller: world.admin,
    id: "dedicated",
    body: { note: "New scanners are being installed.", resumes_at: "2099-01-01T00:00:00.000Z" },
  }),
  resumeTier: async (db, world) => {
    await db.query(
      "INSERT INTO tier_pauses (tier, note, paused_at, paused_by) VALUES ('premium', 'x', now(), 'y')",
    );
    return { caller: world.admin, id: "premium" };
  },
  listDeadLetters: async (db, world) => {
    await createDeadLetter(db, world.own.id);
    return {
      caller: world.adminKey,
      query: { ...page, state: "all", tenant_id: world.own.id },
      foreign: [{ slot: "/query/tenant_id", value: world.foreign.agentId, status: 200 }],
    };
  },
  requeueDeadLetter: onDeadLetter,
  dismissDeadLetter: onDeadLetter,
  getQueueFaults: asAdmin,
  repairQueue: async (db, world) => {
    await db.query("UPDATE jobs SET findings_count = 9 WHERE id = $1", [world.job.id]);
    return { caller: world.admin, body: { dry_run: false, checks: ["findings_count_wrong"] } };
  },
  listTenants: listed({ plan: "enterprise", q: "own" }),
  createTenant: async (_db, world) => ({
    caller: world.admin,
    body: { slug: "newcomer", name: "Newcomer", plan: "free", owner_email: `${newId()}@example.com` },
  }),
  getTenant: async (_db, world) => ({
    caller: world.adminKey,
    id: world.own.id,
    foreign: [
      { slot: "/path/id", value: SYSTEM_TENANT_ID },
      { slot: "/path/id", value: world.foreign.jobId },
    ],
  }),
  getTenantQueue: async (_db, world) => ({
    caller: world.adminKey,
    id: world.own.id,
    foreign: [
      { slot: "/path/id", value: SYSTEM_TENANT_ID },
      { slot: "/path/id", value: world.foreign.jobId },
    ],
  }),
  updateTenant: async (db, world) => {
    const override = (value: string | number) => ({
      value,
      reason: "trial",
      expires_at: "2099-01-01T00:00:00.000Z",
    });
    return {
      caller: world.admin,
      id: (await createTenant(db)).id,
      body: {
        name: "Renamed",
        status: "active",
        plan: "business",
        subscription_status: "active",
        limits_override: {
          "platform_agents:max_tier": override("premium"),
          "platform_agents:max_concurrent_jobs": override(1),
          "platform_agents:max_queued_jobs": override(1),
          "platform_agents:priority_base": override(1),
          "platform_agents:history_days": override(1),
        },
      },
      foreign: [
        { slot: "/path/id", value: SYSTEM_TENANT_ID },
        { slot: "/path/id", value: world.foreign.jobId },
      ],
    };
  },
  listPlans: asAdmin,
  listUsers: listed({ status: "active", q: "own" }),
  disableUser: async (db, world) => ({
    caller: world.admin,
    id: (await createUser(db)).id,
    foreign: [{ slot: "/path/id", value: world.foreign.jobId }],
  }),
  enableUser: async (db, world) => {
    const { id } = await createUser(db);
    await db.query("UPDATE users SET disabled_at = now() WHERE id = $1", [id]);
    return { caller: world.admin, id, foreign: [{ slot: "/path/id", value: world.foreign.jobId }] };
  },
  listAdminApiKeys: listed({}),
  createAdminApiKey: async (_db, world) => ({
    caller: world.admin,
    body: { name: "ci", scopes: ["admin:read"], expires_in_days: 1 },
  }),
  revokeAdminApiKey: async (db, world) => ({
    caller: world.admin,
    id: (await createApiKey(db, null)).id,
    foreign: [{ slot: "/path/id", value: world.foreign.keyId }],
  }),
  listAuditLog: async (_db, world) => ({
    caller: world.adminKey,
    query: { ...page, action: "job.", actor: "a", target_id: "b", tenant_id: world.own.id },
    foreign: [{ slot: "/query/tenant_id", value: world.foreign.jobId, status: 200 }],
  }),
};

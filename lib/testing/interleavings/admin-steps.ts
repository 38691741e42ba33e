import fc from "fast-check";
import { RegisterBody } from "@/lib/contracts/agent-protocol";
import type { UpdateTenantBody } from "@/lib/contracts/tenant";
import { PLAN_SLUGS } from "@/lib/domain/plan/plan-slug";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { TIERS } from "@/lib/domain/tier/tier";
import { redeemBootstrapToken } from "@/lib/services/bootstrap-tokens/redeem-bootstrap-token";
import { dismissDeadLetter } from "@/lib/services/dead-letters/dismiss-dead-letter";
import { requeueDeadLetter } from "@/lib/services/dead-letters/requeue-dead-letter";
import { changeAgentStatus } from "@/lib/services/platform-agents/change-agent-status";
import { deleteAgent as removeAgent } from "@/lib/services/platform-agents/delete-agent";
import { updateAgent } from "@/lib/services/platform-agents/update-agent";
import { updateTenant } from "@/lib/services/tenants/update-tenant";
import { pauseTier } from "@/lib/services/tiers/pause-tier";
import { resumeTier } from "@/lib/services/tiers/resume-tier";
import { adminContext } from "@/lib/testing/admin-context";
import { step } from "@/lib/testing/interleavings/step";
import { anyOf, type World } from "@/lib/testing/interleavings/world";
import { tenantContext } from "@/lib/testing/queue-contexts";

const DAY_MS = 86_400_000;
const tier = fc.constantFrom(...TIERS);

export const pause = step(
  "pause",
  { tier, hasEnd: fc.boolean() },
  async (world, { server, tier, hasEnd }) => {
    const resumes_at = hasEnd ? new Date(Date.now() + DAY_MS).toISOString() : null;
    return await pauseTier(adminContext(anyOf(world.servers, server)), {
      tier,
      body: { note: "work", resumes_at },
    });
  },
);

export const resume = step("resume", { tier }, async (world, { server, tier }) =>
  resumeTier(adminContext(anyOf(world.servers, server)), tier),
);

export const moveAgent = step(
  "move agent",
  { move: fc.constantFrom("enable", "enable", "enable", "disable", "drain") },
  async (world, { server, n, move }) => {
    const { id, tenantId } = anyOf(world.agents, n);
    return await changeAgentStatus(tenantContext(anyOf(world.servers, server), tenantId), id, move);
  },
);

export const deleteAgent = step("delete agent", { isForced: fc.boolean() }, async (world, drawn) => {
  const { server, n, isForced } = drawn;
  const { id, tenantId } = anyOf(world.agents, n);
  await removeAgent(tenantContext(anyOf(world.servers, server), tenantId), { id, isForced });
});

/** In place of those that were deleted, as long as the tokens let somebody in. */
export const enrol = step("enrol", {}, async (world, { server, n }) => {
  const body = RegisterBody.parse({
    bootstrap_token: anyOf(world.tokens, n),
    name: `newcomer-${n % 8}`,
    tools: ["http-headers"],
    max_concurrent_jobs: 1 + (n % 2),
  });
  const request = { body, idempotencyKey: `newcomer-${n % 8}` };
  const { agent_id: id } = await redeemBootstrapToken(adminContext(anyOf(world.servers, server)), request);
  if (!world.agents.some((agent) => agent.id === id)) world.agents.push({ id, tenantId: SYSTEM_TENANT_ID });
});

/** What it can hold counts from the next claim on: see installQueueJudge. */
export const resizeAgent = step(
  "resize agent",
  { slots: fc.integer({ min: 1, max: 3 }) },
  async (world, drawn) => {
    const { id, tenantId } = anyOf(world.agents, drawn.n);
    const ctx = tenantContext(anyOf(world.servers, drawn.server), tenantId);
    return await updateAgent(ctx, { id, body: { max_concurrent_jobs: drawn.slots } });
  },
);

async function anyDeadLetter({ servers }: World, n: number): Promise<string | null> {
  const { rows } = await anyOf(servers, 0).query<{ id: string }>(
    "SELECT job_id AS id FROM dead_letters ORDER BY job_id",
  );
  return rows.length === 0 ? null : anyOf(rows, n).id;
}

export const requeue = step("requeue", {}, async (world, { server, n }) => {
  const id = await anyDeadLetter(world, n);
  if (id === null) return false;
  const { dead_letter } = await requeueDeadLetter(adminContext(anyOf(world.servers, server)), { id });
  const { requeued_job_id, job } = dead_letter;
  if (requeued_job_id === null) throw new Error("a dead letter was queued again without a job");
  world.jobs.set(requeued_job_id, job.tenant_id);
  world.requeues.set(id, [...(world.requeues.get(id) ?? []), requeued_job_id]);
  return true;
});

export const dismiss = step("dismiss", {}, async (world, { server, n }) => {
  const id = await anyDeadLetter(world, n);
  if (id === null) return false;
  return await dismissDeadLetter(adminContext(anyOf(world.servers, server)), { id });
});

const override = (key: keyof NonNullable<UpdateTenantBody["limits_override"]>, value: number | null) => {
  const wanted = value === null ? null : { value, reason: "test", expires_at: null };
  return { limits_override: { [key]: wanted } };
};

/** Of one tenant; at most one of them runs beside other steps, so that it is known which quotas a submit may have met. */
export const changeTenant = step(
  "change tenant",
  {
    body: fc.oneof(
      fc.constantFrom(...PLAN_SLUGS).map((plan): UpdateTenantBody => ({ plan })),
      fc.constantFrom<UpdateTenantBody>(
        { status: "active", subscription_status: "active" },
        { status: "active", subscription_status: "active", plan: "enterprise" },
        { status: "suspended" },
        { subscription_status: "cancelled" },
        override("platform_agents:max_concurrent_jobs", 1),
        override("platform_agents:max_concurrent_jobs", null),
        override("platform_agents:max_queued_jobs", 2),
        override("platform_agents:max_queued_jobs", null),
        override("platform_agents:history_days", 1),
        override("platform_agents:history_days", null),
      ),
    ),
  },
  async (world, { server, n, body }) => {
    const ctx = adminContext(anyOf(world.servers, server));
    return await updateTenant(ctx, { id: anyOf(world.tenantIds, n), body });
  },
);

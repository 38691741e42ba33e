import * as z from "zod";
import { AgentTool, Labels } from "@/lib/contracts/agent-protocol";
import { defineContract } from "@/lib/contracts/contract";
import { AgentName, Id, IdParams, Instant, orNull, TierSchema, Word, Words } from "@/lib/contracts/field";
import { JobView } from "@/lib/contracts/job";
import { PageQuery, pageOf } from "@/lib/contracts/page";
import { PublicTierPause, TierPause } from "@/lib/contracts/tier-pause";
import { AGENT_HEALTHS, AGENT_STATUSES } from "@/lib/domain/agent/liveness";

/** Platform agents as admins manage them, and tenants' own agents as their tenants do. */

export const AgentView = z
  .object({
    id: Id,
    name: z.string(),
    tenant_id: Id,
    is_platform_agent: z.boolean(),
    tier: TierSchema,
    tier_priority: z.number().int(),
    status: z.enum(AGENT_STATUSES),
    health: z.enum(AGENT_HEALTHS),
    tools: z.array(z.object({ name: z.string(), version: z.string() })),
    capabilities: z.array(z.string()),
    region: z.string().nullable(),
    labels: z.record(z.string(), z.string()),
    max_concurrent_jobs: z.number().int(),
    current_jobs: z.number().int(),
    load_score: z.number(),
    cpu_percent: z.number(),
    memory_percent: z.number(),
    version: z.string().nullable(),
    hostname: z.string().nullable(),
    last_seen_at: Instant.nullable(),
    api_key_prefix: z.string(),
    drain_started_at: Instant.nullable(),
    created_at: Instant,
  })
  .meta({ id: "Agent" });
export type AgentView = z.infer<typeof AgentView>;

export const AgentAnswer = z.object({ agent: AgentView });
/** An agent together with its key, which is shown this one time. */
export const AgentWithKeyAnswer = z.object({
  agent: AgentView,
  api_key: z.string(),
  api_key_prefix: z.string(),
});

const tag = "Admin: agents";
const read = { kind: "admin", permission: "admin:read" } as const;
const write = { kind: "admin", permission: "admin:write" } as const;
const base = "/api/v1/admin/platform-agents";

export const ListAgentsQuery = PageQuery.extend({
  tier: TierSchema.optional(),
  health: z.enum(AGENT_HEALTHS).optional(),
  status: z.enum(AGENT_STATUSES).optional(),
  q: z.string().trim().max(200).optional().meta({ description: "Part of the name or host name" }),
});
export type ListAgentsQuery = z.output<typeof ListAgentsQuery>;

export const ListOwnAgentsQuery = ListAgentsQuery.omit({ tier: true });

export const listAgents = defineContract({
  id: "listPlatformAgents",
  method: "GET",
  path: base,
  summary: "List platform agents",
  tag,
  access: read,
  query: ListAgentsQuery,
  answer: pageOf(AgentView),
  status: 200,
});

export const CreateAgentBody = z
  .strictObject({
    name: AgentName,
    tier: TierSchema,
    max_concurrent_jobs: z.number().int().min(1).max(1000).default(1),
    region: Word.optional(),
    capabilities: Words.default([]),
    tools: z
      .array(z.union([AgentTool, Word.transform((name) => ({ name, version: "" }))]))
      .max(64)
      .default([]),
    labels: Labels.default({}),
  })
  .meta({ id: "CreateAgent" });
export type CreateAgentBody = z.output<typeof CreateAgentBody>;

export const createAgent = defineContract({
  id: "createPlatformAgent",
  method: "POST",
  path: base,
  summary: "Create an agent and its key by hand",
  description: "For hosts that cannot hold a bootstrap token. The key is shown once.",
  tag,
  access: write,
  body: CreateAgentBody,
  answer: AgentWithKeyAnswer,
  status: 201,
  errors: ["name_taken"],
});

export const AgentDetail = z.object({
  agent: AgentView,
  running_jobs: z.array(
    JobView.pick({
      id: true,
      tenant_id: true,
      number: true,
      tool: true,
      target: true,
      status: true,
      attempt: true,
      started_at: true,
      assigned_at: true,
      progress: true,
    }),
  ),
});
export type AgentDetail = z.infer<typeof AgentDetail>;

export const getAgent = defineContract({
  id: "getPlatformAgent",
  method: "GET",
  path: `${base}/{id}`,
  summary: "Get one agent and what it runs",
  tag,
  access: read,
  params: IdParams,
  answer: AgentDetail,
  status: 200,
});

const ownSettings = {
  name: AgentName.optional(),
  max_concurrent_jobs: z.number().int().min(1).max(1000).optional(),
  region: Word.nullable().optional(),
  labels: Labels.optional(),
};
const namesSomething = (body: object) => Object.keys(body).length > 0;

export const UpdateAgentBody = z
  .strictObject({ ...ownSettings, tier: TierSchema.optional(), capabilities: Words.optional() })
  .refine(namesSomething, "must name at least one field")
  .meta({ id: "UpdateAgent" });
export type UpdateAgentBody = z.output<typeof UpdateAgentBody>;

/** A tenant's own agent has no tier, and its capabilities are what it says itself. */
export const UpdateOwnAgentBody = z
  .strictObject(ownSettings)
  .refine(namesSomething, "must name at least one field")
  .meta({ id: "UpdateOwnAgent" });
export type UpdateOwnAgentBody = z.output<typeof UpdateOwnAgentBody>;

export const updateAgent = defineContract({
  id: "updatePlatformAgent",
  method: "PATCH",
  path: `${base}/{id}`,
  summary: "Change an agent's name, tier, capacity, region, capabilities or labels",
  description: "A new tier or capacity counts from the next claim; running jobs go on.",
  tag,
  access: write,
  params: IdParams,
  body: UpdateAgentBody,
  answer: AgentAnswer,
  status: 200,
  errors: ["name_taken"],
});

export const deleteAgent = defineContract({
  id: "deletePlatformAgent",
  method: "DELETE",
  path: `${base}/{id}`,
  summary: "Delete an agent; its key dies at once",
  description:
    "Refused with 409 `agent_busy` while it holds jobs, unless `force=true`, which sends them back to the queue.",
  tag,
  access: write,
  params: IdParams,
  query: z.strictObject({ force: z.enum(["true", "false"]).default("false") }),
  answerKind: "empty",
  status: 204,
  errors: ["agent_busy"],
});

const action = <const Name extends string>(name: Name, summary: string, description: string) =>
  defineContract({
    id: `${name}PlatformAgent`,
    method: "POST",
    path: `${base}/{id}/${name}`,
    summary,
    description,
    tag,
    access: write,
    params: IdParams,
    answer: AgentAnswer,
    status: 200,
  });

export const disableAgent = action(
  "disable",
  "Give an agent no new work",
  "Running jobs go on; its key still works for them.",
);
export const enableAgent = action("enable", "Let an agent work again", "Ends a disable or a drain.");
export const drainAgent = action(
  "drain",
  "Let an agent finish and then stop",
  "draining until its last job ends, then drained. A beat never undoes it.",
);

export const rotateAgentKey = defineContract({
  id: "rotatePlatformAgentKey",
  method: "POST",
  path: `${base}/{id}/rotate-key`,
  summary: "Give an agent a new key",
  description: "Shown once. The old key works until the new one has been used, at most 24 hours.",
  tag,
  access: write,
  params: IdParams,
  answer: AgentWithKeyAnswer,
  status: 200,
});

const TierFigures = z.object({
  total_agents: z.number().int(),
  online_agents: z.number().int(),
  offline_agents: z.number().int(),
  total_capacity: z.number().int(),
  current_load: z.number().int(),
  available_slots: z.number().int().meta({
    description: "Free slots of agents that are online and active; none while the tier is paused",
  }),
});

export const TierStats = TierFigures.extend({
  online_agents: z.number().int().meta({
    description:
      "Online and neither draining, drained nor disabled: those that get work, unless the tier is paused",
  }),
  pause: PublicTierPause.optional().meta({ description: "Only while the tier is paused" }),
}).meta({ id: "TierStats" });
export type TierStats = z.infer<typeof TierStats>;

const AdminTierStats = TierFigures.extend({
  queued_jobs: z.number().int().meta({ description: "Queued jobs whose best tier this is" }),
  running_jobs: z.number().int(),
  oldest_queued_seconds: z.number().nullable(),
  pause: orNull(TierPause).meta({ description: "Null: its agents get work" }),
});

export const AgentStats = TierFigures.extend({
  tier_stats: z.object({ shared: AdminTierStats, dedicated: AdminTierStats, premium: AdminTierStats }),
}).meta({ id: "AgentStats" });
export type AgentStats = z.infer<typeof AgentStats>;

export const getAgentStats = defineContract({
  id: "getPlatformAgentStats",
  method: "GET",
  path: `${base}/stats`,
  summary: "Fleet figures, in all and by tier",
  tag,
  access: read,
  answer: AgentStats,
  status: 200,
});

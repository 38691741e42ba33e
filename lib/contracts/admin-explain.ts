import * as z from "zod";
import { AdminJobView } from "@/lib/contracts/admin-job";
import { defineContract } from "@/lib/contracts/contract";
import { Id, IdParams, Instant, orNull, TierSchema } from "@/lib/contracts/field";
import { AttemptView, WaitingView } from "@/lib/contracts/job";
import { SELECTION_MODES } from "@/lib/domain/job/selection-mode";
import { AGENT_VERDICTS } from "@/lib/domain/queue/agent-verdict";

/** Why one job is next or not, or went when it went, and where one tenant stands. */

const tag = "Admin: queue";
const access = { kind: "admin", permission: "admin:read" } as const;

/** What jobs ask for: those that ask for the same wait in one lane. */
const Lane = z.object({
  tool: z.string(),
  capabilities: z.array(z.string()),
  selection_mode: z.enum(SELECTION_MODES),
  tier_max: TierSchema.meta({
    description: "The highest tier that they ask for; the plan may allow less now",
  }),
});
export type Lane = z.infer<typeof Lane>;

const Rival = z.object({
  tenant: orNull(z.object({ id: Id, slug: z.string() })).meta({
    description: "Null: several tenants that stand further behind",
  }),
  lane: Lane.meta({ description: "Of its jobs these; a tenant has a rival for each lane in which it waits" }),
  jobs_before: z.number().int().meta({
    description:
      "Jobs of it that go before this one. With its own jobs ahead, and those of further rivals, they add up to its place less one",
  }),
  order_key: z.number(),
  weight: z.number(),
  charge: z.number().meta({ description: "By how much its key grows with each job" }),
  max_concurrent: z.number().int(),
  is_at_limit: z.boolean(),
});

const JudgedAgent = z.object({
  id: Id,
  name: z.string(),
  tier: TierSchema,
  is_platform_agent: z.boolean(),
  slots: z.number().int(),
  used: z.number().int(),
  verdict: z.enum(AGENT_VERDICTS),
});

const Neighbour = z
  .object({
    job_id: Id,
    number: z.number().int(),
    tool: z.string(),
    attempt: z.number().int(),
    tenant: z.object({ id: Id, slug: z.string() }),
    agent: AttemptView.shape.agent,
    queued_at: Instant,
    assigned_at: Instant,
  })
  .meta({ id: "Neighbour" });
export type Neighbour = z.infer<typeof Neighbour>;

const Assignment = z.object({
  attempt: AttemptView,
  tenant_running: orNull(
    z.object({
      jobs: z.number().int().meta({ description: "On platform agents, with this one" }),
      is_at_least: z
        .boolean()
        .meta({ description: "The tenant had too many jobs around then to look at all of them" }),
      max_concurrent: z
        .number()
        .int()
        .nullable()
        .meta({ description: "What it may run at once now; what it might then is not kept. Null: nothing" }),
    }),
  ).meta({
    description:
      "What the tenant had running from then on. Null: its own agent took the job, which counts for no limit",
  }),
  went_before: z.array(Neighbour).meta({
    description:
      "Jobs of any tenant that went to the same owner's agents of the same tier within the hour before, first to last, at most 3",
  }),
  went_after: z.array(Neighbour).meta({ description: "The same for the hour after" }),
});
export type Assignment = z.infer<typeof Assignment>;

export const JobExplanation = z
  .object({
    at: Instant,
    job: AdminJobView,
    place: orNull(
      z.object({
        order_key: z.number().meta({ description: "Lower goes first; with its own jobs ahead counted" }),
        weight: z.number(),
        tier_ceiling: orNull(TierSchema).meta({ description: "Null: no platform agent may run it now" }),
        running: z.number().int(),
        max_concurrent: z.number().int(),
        own_jobs_ahead: z.number().int(),
        further_rivals_jobs: z
          .number()
          .int()
          .meta({ description: "Jobs before it of all rivals that are not in `rivals`" }),
      }),
    ).meta({ description: "Null: it does not wait" }),
    rivals: z
      .array(Rival)
      .meta({ description: "Who goes before it by one job or more, at most 50, most jobs first" }),
    agents: z.array(JudgedAgent).meta({ description: "Why each agent takes it or not, at most 500" }),
    assignments: z
      .array(Assignment)
      .meta({ description: "Each time that an agent took it, first to last, also of a job that has ended" }),
  })
  .meta({ id: "JobExplanation" });
export type JobExplanation = z.infer<typeof JobExplanation>;

export const explainJob = defineContract({
  id: "explainJob",
  method: "GET",
  path: "/api/v1/admin/platform-jobs/{id}/explain",
  summary: "Why a job is next or not, or went when it went",
  description:
    "Of a job that waits: its place, who stands before it, and what each agent says. Of each time that an agent took it: what went before and after it, and what its tenant had running. What it waited for is the job's `waited`.",
  tag,
  access,
  params: IdParams,
  answer: JobExplanation,
  status: 200,
});

export const TenantQueue = z
  .object({
    at: Instant,
    tenant_id: Id,
    running: z.number().int(),
    max_concurrent: z.number().int(),
    lanes: z.array(
      Lane.extend({
        tier_ceiling: orNull(TierSchema).meta({
          description: "Null: no platform agent may run these jobs now",
        }),
        waiting: z.number().int(),
        running: z.number().int().meta({ description: "On platform agents, of the jobs that ask for this" }),
        is_placed: z.boolean().meta({
          description:
            "False until the next claim has placed the tenant; tier, weight and limit are then those that it will be placed with",
        }),
        is_at_limit: z.boolean(),
        weight: z.number(),
        order_key: z.number().nullable().meta({ description: "Null until it is placed" }),
        pass: z.number().nullable(),
        virtual_time: z.number().meta({ description: "Where the lane stands" }),
        tenants_before: z.number().int().nullable().meta({
          description:
            "Of those that wait in the same lane and are not at their limit. Null until it is placed",
        }),
        first_job_id: Id,
        first_job_waiting: orNull(WaitingView).meta({
          description:
            "Why the first of its jobs there waits, and its place among all. Null: it has just gone",
        }),
      }),
    ),
  })
  .meta({ id: "TenantQueue" });
export type TenantQueue = z.infer<typeof TenantQueue>;

export const getTenantQueue = defineContract({
  id: "getTenantQueue",
  method: "GET",
  path: "/api/v1/admin/tenants/{id}/queue",
  summary: "Where a tenant stands in each kind of queue in which it waits",
  tag,
  access,
  params: IdParams,
  answer: TenantQueue,
  status: 200,
});

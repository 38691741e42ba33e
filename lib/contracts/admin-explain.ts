import * as z from "zod";
import { AdminJobView } from "@/lib/contracts/admin-job";
import { defineContract } from "@/lib/contracts/contract";
import { Id, IdParams, Instant, orNull, TierSchema } from "@/lib/contracts/field";
import { SELECTION_MODES } from "@/lib/domain/job/selection-mode";
import { AGENT_VERDICTS } from "@/lib/domain/queue/agent-verdict";

/** Why one job is next or not, and where one tenant stands. */

const tag = "Admin: queue";
const access = { kind: "admin", permission: "admin:read" } as const;

const Rival = z.object({
  tenant: orNull(z.object({ id: Id, slug: z.string() })).meta({
    description: "Null: several tenants that stand further behind",
  }),
  jobs_before: z.number().meta({ description: "Jobs of it that go before this one; a part counts as one" }),
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
      }),
    ).meta({ description: "Null: it does not wait" }),
    rivals: z.array(Rival).meta({ description: "Who goes before it, at most 50" }),
    agents: z.array(JudgedAgent).meta({ description: "Why each agent takes it or not, at most 500" }),
  })
  .meta({ id: "JobExplanation" });
export type JobExplanation = z.infer<typeof JobExplanation>;

export const explainJob = defineContract({
  id: "explainJob",
  method: "GET",
  path: "/api/v1/admin/platform-jobs/{id}/explain",
  summary: "Why a job is next or not: its place, who stands before it, and what each agent says",
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
      z.object({
        tool: z.string(),
        capabilities: z.array(z.string()),
        selection_mode: z.enum(SELECTION_MODES),
        tier_ceiling: orNull(TierSchema),
        waiting: z.number().int(),
        is_placed: z.boolean().meta({ description: "False until the next claim has placed the tenant" }),
        is_at_limit: z.boolean(),
        weight: z.number().nullable(),
        order_key: z.number().nullable(),
        pass: z.number().nullable(),
        virtual_time: z.number().meta({ description: "Where the lane stands" }),
        tenants_before: z.number().int().nullable(),
        first_job_id: Id.nullable(),
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

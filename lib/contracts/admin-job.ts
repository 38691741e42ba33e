import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Id, Instant, orNull, TierSchema } from "@/lib/contracts/field";
import { JobView } from "@/lib/contracts/job";
import { PageQuery, pageOf } from "@/lib/contracts/page";
import { TierPause } from "@/lib/contracts/tier-pause";
import { JOB_STATUSES } from "@/lib/domain/job/job-status";
import { TOOL_NAMES } from "@/lib/domain/tool/tools";

/** The queue as admins see it: every tenant's jobs. */

const tag = "Admin: queue";
const access = { kind: "admin", permission: "admin:read" } as const;

export const AdminJobView = JobView.extend({ tenant_slug: z.string() }).meta({ id: "AdminJob" });
export type AdminJobView = z.infer<typeof AdminJobView>;

export const ListAdminJobsQuery = PageQuery.extend({
  tenant_id: Id.optional(),
  status: z.enum([...JOB_STATUSES, "active"]).optional(),
  tool: z.enum(TOOL_NAMES).optional(),
  agent_id: Id.optional(),
  q: z.string().trim().max(200).optional(),
});
export type ListAdminJobsQuery = z.output<typeof ListAdminJobsQuery>;

export const listAdminJobs = defineContract({
  id: "listAdminJobs",
  method: "GET",
  path: "/api/v1/admin/platform-jobs",
  summary: "List every tenant's jobs, newest first",
  tag,
  access,
  query: ListAdminJobsQuery,
  answer: pageOf(AdminJobView),
  status: 200,
});

const TierQueue = z.object({
  waiting: z.number().int().meta({ description: "Queued jobs whose best tier this is" }),
  running: z.number().int(),
  slots_total: z.number().int().meta({ description: "Slots of online, active agents" }),
  slots_used: z.number().int(),
  agents_total: z.number().int(),
  agents_online: z.number().int().meta({ description: "Those that answer, in whatever state" }),
  agents_active: z
    .number()
    .int()
    .meta({ description: "Online and active: those that get work, unless the tier is paused" }),
  agents_draining: z.number().int(),
  agents_drained: z.number().int(),
  agents_disabled: z.number().int(),
  wait_p50_seconds: z.number().nullable(),
  wait_p95_seconds: z.number().nullable(),
  oldest_queued_seconds: z.number().nullable(),
  pause: orNull(TierPause).meta({ description: "Null: its agents get work" }),
});

const RescueHeld = z.object({
  fleet: z
    .number()
    .int()
    .meta({ description: "Platform agents that have beaten, have not left and are not given up" }),
  silent: z.number().int().meta({ description: "Of those, the ones that did not beat for 20 s" }),
  jobs: z.number().int().meta({ description: "Jobs of silent agents that are kept and not run again" }),
  first_rerun_at: Instant.nullable().meta({
    description:
      "When the first of them is given up all the same, if its agent stays silent. Null: none is kept",
  }),
});

export const QueueStats = z
  .object({
    at: Instant,
    queued: z.number().int(),
    assigned: z.number().int(),
    running: z.number().int(),
    on_own_agents: z.object({ queued: z.number().int(), running: z.number().int() }).meta({
      description:
        "Of these, what waits for its tenant's own agents only, and what is assigned to or runs on such agents: it is in no tier's figures",
    }),
    finished_last_hour: z.object({
      succeeded: z.number().int(),
      failed: z.number().int(),
      cancelled: z.number().int(),
      timed_out: z.number().int(),
      expired: z.number().int(),
    }),
    open_dead_letters: z
      .number()
      .int()
      .meta({ description: "Jobs that agents died of and that wait for a decision" }),
    rescue_held: orNull(RescueHeld).meta({
      description:
        "Over half the fleet (three agents at least) is silent, so jobs of silent agents are kept for up to five minutes. Null: they run again as soon as their leases end",
    }),
    wait_window_hours: z.literal(24),
    tiers: z.object({ shared: TierQueue, dedicated: TierQueue, premium: TierQueue }),
    top_tenants: z.array(
      z.object({
        tenant_id: Id,
        slug: z.string(),
        name: z.string(),
        queued: z.number().int(),
        running: z.number().int(),
        max_tier: orNull(TierSchema),
      }),
    ),
  })
  .meta({ id: "QueueStats" });
export type QueueStats = z.infer<typeof QueueStats>;

export const getQueueStats = defineContract({
  id: "getQueueStats",
  method: "GET",
  path: "/api/v1/admin/platform-jobs/stats",
  summary: "The queue by tier: waiting, running, slots, waiting times of the last 24 hours",
  tag,
  access,
  answer: QueueStats,
  status: 200,
});

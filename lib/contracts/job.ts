import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Id, IdParams, Instant, orNull, queryInteger, TierSchema, Word, Words } from "@/lib/contracts/field";
import { FindingView } from "@/lib/contracts/finding";
import { PageQuery, pageOf } from "@/lib/contracts/page";
import { SEVERITIES } from "@/lib/domain/finding/severity";
import { FAILURE_REASONS, JOB_STATUSES } from "@/lib/domain/job/job-status";
import { LOG_STREAMS } from "@/lib/domain/job/log-stream";
import { SELECTION_MODES } from "@/lib/domain/job/selection-mode";
import { WAITING_REASONS } from "@/lib/domain/job/waiting";
import { TOOL_NAMES } from "@/lib/domain/tool/tools";

/** The tenant's side of the queue: submit, list, follow, cancel, retry. */

const WaitingPause = z.object({
  tier: TierSchema,
  note: z.string().meta({ description: "Why, in the provider's words" }),
  resumes_at: Instant.nullable().meta({ description: "Null: until the provider resumes it" }),
});

export const WaitingView = z
  .object({
    reason: z.enum(WAITING_REASONS),
    message: z.string(),
    position: z.number().int(),
    tenant_position: z.number().int(),
    estimated_start: z.object({ p50: Instant, p90: Instant }).nullable().meta({
      description:
        "Four of five jobs start between the two. Null: nobody can say, as no agent that could take it is online, or a pause has no end; or its turn would come when its time in the queue is over.",
    }),
    // The answer that is kept for a repeated submit may be older than these fields and the pause.
    is_too_late: z.boolean().default(false).meta({
      description: "Its turn would come when its time in the queue is over: no start is expected",
    }),
    expires_at: orNull(Instant).default(null).meta({
      description:
        "When its time in the queue is over: if no agent has taken it by then, it ends as `expired`. Null: not said",
    }),
    waited: z.record(z.string(), z.number()).optional().meta({
      description:
        "Milliseconds of this wait so far, by cause: what the job's `waited` has beyond its earlier waits. Only where one job is read",
    }),
    pause: orNull(WaitingPause).default(null).meta({
      description:
        "With the reason `paused`: of the paused tiers that could run it the one that resumes first",
    }),
  })
  .meta({ id: "Waiting" });

/** Who runs or ran a job. A tenant's own agent has no tier of its own and says `shared`. */
const JobAgent = z.object({ id: Id, name: z.string(), tier: TierSchema, is_platform_agent: z.boolean() });

export const JobView = z
  .object({
    id: Id,
    tenant_id: Id,
    number: z.number().int().meta({ description: "Counts the tenant's jobs from 1" }),
    kind: z.enum(["scan"]),
    tool: z.string(),
    target: z.string(),
    profile: z.string().nullable(),
    options: z.record(z.string(), z.unknown()),
    capabilities: z.array(z.string()),
    region: z.string().nullable(),
    priority: z.number().int(),
    priority_base: z.number().int(),
    effective_priority: z.number().int(),
    tier_requested: orNull(TierSchema),
    tier_max: TierSchema,
    tier_downgraded: z.boolean(),
    selection_mode: z.enum(SELECTION_MODES),
    status: z.enum(JOB_STATUSES),
    failure_reason: z.enum(FAILURE_REASONS).nullable(),
    attempt: z.number().int(),
    max_attempts: z.number().int(),
    waiting: orNull(WaitingView),
    waited: z.record(z.string(), z.number()).meta({
      description:
        "Milliseconds waited, by cause, as sampled every few seconds. Of a queued job that is read alone as it stands so far; in lists and other answers without the wait that goes on",
    }),
    agent: orNull(JobAgent),
    timeout_seconds: z.number().int(),
    queued_at: Instant,
    assigned_at: Instant.nullable(),
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
    cancel_requested_at: Instant.nullable(),
    progress: z.number().int().nullable(),
    progress_message: z.string().nullable(),
    exit_code: z.number().int().nullable(),
    error: z.string().nullable(),
    findings_count: z.number().int(),
    log: z.object({ bytes: z.number().int(), complete: z.boolean() }),
    retry_of_job_id: Id.nullable(),
    kept_until: Instant.nullable().meta({
      description:
        "Removed with its log some time after, as the tenant's plan is now. Null: it has not ended",
    }),
    submitted_by: z.string(),
  })
  .meta({ id: "Job" });
export type JobView = z.infer<typeof JobView>;

export const JobAnswer = z.object({ job: JobView });

export const SubmitJobBody = z
  .strictObject({
    tool: z.enum(TOOL_NAMES),
    target: z.string().trim().min(1).max(2000),
    profile: Word.optional(),
    options: z.record(z.string().max(64), z.unknown()).default({}),
    capabilities: Words.default([]),
    region: Word.optional(),
    tier: TierSchema.optional(),
    priority: z.number().int().min(-10).max(10).default(0),
    timeout_seconds: z.number().int().min(1).max(86_400).optional(),
    max_attempts: z.number().int().min(1).max(10).default(3),
    selection_mode: z.enum(SELECTION_MODES).default("platform_only"),
    allow_queue: z.boolean().default(true).meta({
      description:
        "False: refused with `no_agent_available` unless an agent is free to take the job at once. No slot is promised to two such submits; a job that another submit brings at the same moment, or an agent that goes away, can still make this one wait, and then it is queued as any other",
    }),
  })
  .meta({ id: "SubmitJob" });
export type SubmitJobBody = z.output<typeof SubmitJobBody>;

export const IdempotencyHeaders = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 printable ASCII characters without spaces")
    .optional(),
});

const tag = "Scans";

export const submitJob = defineContract({
  id: "submitJob",
  method: "POST",
  path: "/api/v1/platform-jobs",
  summary: "Submit a scan",
  description:
    "Checks plan, queue quota and rate limit in the transaction that queues the job. With an `Idempotency-Key`, the same body gets the same answer again.",
  tag,
  access: { kind: "tenant", permission: "jobs:write" },
  headers: IdempotencyHeaders,
  body: SubmitJobBody,
  answer: JobAnswer,
  status: 201,
  errors: [
    "platform_agents_not_available",
    "queue_full",
    "rate_limited",
    "no_agent_available",
    "idempotency_key_reused",
  ],
});

export const JobEstimate = z
  .object({
    tier_max: orNull(TierSchema).meta({ description: "Null: the plan has no platform agents" }),
    tier_downgraded: z.boolean(),
    would_be_refused: z
      .object({
        code: z.enum(["platform_agents_not_available", "queue_full", "no_agent_available"]),
        detail: z.string(),
      })
      .nullable(),
    waiting: orNull(WaitingView).meta({ description: "Null: it would be refused" }),
  })
  .meta({ id: "JobEstimate" });
export type JobEstimate = z.infer<typeof JobEstimate>;

export const estimateJob = defineContract({
  id: "estimateJob",
  method: "POST",
  isRead: true,
  path: "/api/v1/platform-jobs/estimate",
  summary: "Say when a scan would start, without submitting it",
  description:
    "Takes the body of a submit and answers what it would be told now: its tier, whether it would be refused, its place and start. Changes nothing and counts against a limit of its own. Whether an archive exists is not looked at.",
  tag,
  access: { kind: "tenant", permission: "jobs:write" },
  body: SubmitJobBody,
  answer: JobEstimate,
  status: 200,
  errors: ["rate_limited"],
});

export const ListJobsQuery = PageQuery.extend({
  status: z
    .enum([...JOB_STATUSES, "active"])
    .optional()
    .meta({ description: "`active` = queued, assigned or running" }),
  tool: z.enum(TOOL_NAMES).optional(),
  agent_id: Id.optional().meta({ description: "Scans that this agent runs or ran last" }),
  q: z.string().trim().max(200).optional().meta({ description: "Part of the target, or a scan's number" }),
});
export type ListJobsQuery = z.output<typeof ListJobsQuery>;

export const listJobs = defineContract({
  id: "listJobs",
  method: "GET",
  path: "/api/v1/platform-jobs",
  summary: "List scans, newest first",
  tag,
  access: { kind: "tenant", permission: "jobs:read" },
  query: ListJobsQuery,
  answer: pageOf(JobView),
  status: 200,
});

export const getJob = defineContract({
  id: "getJob",
  method: "GET",
  path: "/api/v1/platform-jobs/{id}",
  summary: "Get one scan",
  tag,
  access: { kind: "tenant", permission: "jobs:read" },
  params: IdParams,
  answer: JobAnswer,
  status: 200,
});

export const cancelJob = defineContract({
  id: "cancelJob",
  method: "POST",
  path: "/api/v1/platform-jobs/{id}/cancel",
  summary: "Cancel a scan",
  description:
    "A queued scan is cancelled at once. A running one is told to stop: its process group gets TERM, and KILL after the grace time. Repeating the call changes nothing.",
  tag,
  access: { kind: "tenant", permission: "jobs:write" },
  params: IdParams,
  answer: JobAnswer,
  status: 200,
  errors: ["job_finished"],
});

export const retryJob = defineContract({
  id: "retryJob",
  method: "POST",
  path: "/api/v1/platform-jobs/{id}/retry",
  summary: "Run a finished scan again as a new one",
  tag,
  access: { kind: "tenant", permission: "jobs:write" },
  params: IdParams,
  headers: IdempotencyHeaders,
  answer: JobAnswer,
  status: 201,
  errors: [
    "job_not_finished",
    "platform_agents_not_available",
    "queue_full",
    "rate_limited",
    "no_agent_available",
    "idempotency_key_reused",
  ],
});

export const AttemptView = z
  .object({
    attempt: z.number().int(),
    agent: JobAgent,
    assigned_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
    outcome: z.enum(["succeeded", "failed", "cancelled", "timed_out", "lost"]).nullable(),
    exit_code: z.number().int().nullable(),
    reason: z.string().nullable(),
    error: z.string().nullable(),
    log: z.object({ bytes: z.number().int(), complete: z.boolean() }),
  })
  .meta({ id: "Attempt" });
export type AttemptView = z.infer<typeof AttemptView>;

export const listAttempts = defineContract({
  id: "listAttempts",
  method: "GET",
  path: "/api/v1/platform-jobs/{id}/attempts",
  summary: "List the attempts of a scan, first to last",
  tag,
  access: { kind: "tenant", permission: "jobs:read" },
  params: IdParams,
  answer: z.object({ items: z.array(AttemptView), next_cursor: z.null() }),
  status: 200,
});

export const ReadLogQuery = z.strictObject({
  stream: z.enum(LOG_STREAMS).default("stdout"),
  attempt: queryInteger(1, 10).optional().meta({ description: "Default: the latest" }),
  format: z.enum(["json", "raw"]).default("json"),
  from: queryInteger(0, Number.MAX_SAFE_INTEGER).default(0).meta({ description: "Byte offset" }),
  limit: queryInteger(1, 4_194_304).default(262_144).meta({ description: "Bytes at most" }),
});
export type ReadLogQuery = z.output<typeof ReadLogQuery>;

/** One stored run of bytes. `data` is base64: a log is bytes and may hold anything. */
export const LogChunkView = z.object({
  stream: z.enum(LOG_STREAMS),
  attempt: z.number().int(),
  offset: z.number().int(),
  received_at: Instant,
  data: z.string(),
});
export type LogChunkView = z.infer<typeof LogChunkView>;

export const LogPage = z
  .object({
    stream: z.enum(LOG_STREAMS),
    attempt: z.number().int(),
    from: z.number().int(),
    next_offset: z.number().int(),
    total_bytes: z.number().int(),
    complete: z.boolean(),
    chunks: z.array(LogChunkView),
  })
  .meta({ id: "LogPage" });
export type LogPage = z.infer<typeof LogPage>;

export const readJobLog = defineContract({
  id: "readJobLog",
  method: "GET",
  path: "/api/v1/platform-jobs/{id}/logs",
  summary: "Read or follow the log of a scan",
  description:
    "`format=raw` answers the bytes as application/octet-stream. With `Accept: text/event-stream` the answer follows all streams of the attempt: `chunk` events carry a LogChunk, `end` closes. `Last-Event-ID` resumes. Such a stream ends within 30 seconds of the caller's credential being revoked.",
  tag,
  access: { kind: "tenant", permission: "jobs:read" },
  params: IdParams,
  query: ReadLogQuery,
  answer: LogPage,
  status: 200,
  errors: ["rate_limited"],
});

export const ListFindingsQuery = PageQuery.extend({ severity: z.enum(SEVERITIES).optional() });

export const listJobFindings = defineContract({
  id: "listJobFindings",
  method: "GET",
  path: "/api/v1/platform-jobs/{id}/findings",
  summary: "List what a scan found, worst first",
  tag,
  access: { kind: "tenant", permission: "findings:read" },
  params: IdParams,
  query: ListFindingsQuery,
  answer: pageOf(FindingView),
  status: 200,
});

import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { AgentName, Id, IdParams, Instant, line, TierSchema, Word, Words } from "@/lib/contracts/field";
import { ReportedFinding } from "@/lib/contracts/finding";
import { IdempotencyHeaders } from "@/lib/contracts/job";
import { CLAIM_WAIT_SECONDS_MAX } from "@/lib/domain/job/lease";
import { LOG_STREAMS } from "@/lib/domain/job/log-stream";

/** What agents and the control plane say to each other. */

export const AgentTool = z.strictObject({ name: Word, version: line(100, 0) });
export const Labels = z
  .record(Word, z.string().max(200))
  .refine((labels) => Object.keys(labels).length <= 32, "must have at most 32 entries");

export const RegisterBody = z
  .strictObject({
    bootstrap_token: z.string().min(1).max(200),
    name: AgentName,
    hostname: line(253).optional(),
    version: line(100).optional(),
    tools: z
      .array(z.union([AgentTool, Word.transform((name) => ({ name, version: "" }))]))
      .max(64)
      .default([]),
    capabilities: Words.default([]),
    region: Word.optional(),
    labels: Labels.default({}),
    max_concurrent_jobs: z.number().int().min(1).max(1000).default(1),
  })
  .meta({ id: "RegisterAgent" });
export type RegisterBody = z.output<typeof RegisterBody>;

export const RegisterAnswer = z
  .object({
    agent_id: Id,
    api_key: z.string(),
    api_key_prefix: z.string(),
    tier: TierSchema,
    is_platform_agent: z.boolean().meta({
      description: "False for a tenant's own agent, whose calls are under /api/v1/agent",
    }),
  })
  .meta({ id: "RegisteredAgent" });
export type RegisterAnswer = z.infer<typeof RegisterAnswer>;

const tag = "Agents";
const agentAccess = { kind: "agent", fleet: "platform" } as const;

export const registerAgent = defineContract({
  id: "registerAgent",
  method: "POST",
  path: "/api/v1/platform-agents/register",
  summary: "Enrol an agent with a bootstrap token",
  description:
    "The token decides whose agent it becomes: the platform's or a tenant's own. Wrong, expired, exhausted, revoked and unknown tokens all get the same 401. With an `Idempotency-Key`, a repeat with the same body gets the same agent and key and costs no further use.",
  tag,
  access: { kind: "public", reason: "the bootstrap token in the body is the credential" },
  headers: IdempotencyHeaders,
  body: RegisterBody,
  answer: RegisterAnswer,
  status: 201,
  errors: ["bootstrap_token_refused", "name_taken", "idempotency_key_reused", "rate_limited"],
});

const Percent = z.number().min(0).max(100);
const Rate = z.number().min(0).max(1_000_000);
export const AttemptRef = z.strictObject({ job_id: Id, attempt: z.number().int().min(1).max(10) });
const AttemptRefView = z.object({ job_id: Id, attempt: z.number().int() });

export const HeartbeatBody = z
  .strictObject({
    current_jobs: z.number().int().min(0).max(1000),
    running: z.array(AttemptRef).max(1000).optional(),
    cpu_percent: Percent.optional(),
    memory_percent: Percent.optional(),
    disk_read_mbps: Rate.optional(),
    disk_write_mbps: Rate.optional(),
    network_rx_mbps: Rate.optional(),
    network_tx_mbps: Rate.optional(),
    tools: z.array(AgentTool).max(64).optional(),
    version: line(100).optional(),
  })
  .meta({ id: "Heartbeat" });
export type HeartbeatBody = z.output<typeof HeartbeatBody>;

export const CancelOrder = z
  .object({ job_id: Id, attempt: z.number().int(), grace_seconds: z.number() })
  .meta({ id: "CancelOrder" });

export const HeartbeatAnswer = z
  .object({
    server_time: Instant,
    next_heartbeat_seconds: z.number(),
    leases: z.array(z.object({ job_id: Id, attempt: z.number().int(), lease_expires_at: Instant })),
    cancel: z.array(CancelOrder),
    lost: z
      .array(AttemptRefView)
      .meta({ description: "Reported as running, but no longer this agent's: end them" }),
    drain: z.boolean(),
    max_concurrent_jobs: z.number().int().optional().meta({
      description: "How many jobs the agent may hold now, as an admin may have changed it",
    }),
  })
  .meta({ id: "HeartbeatAnswer" });
export type HeartbeatAnswer = z.infer<typeof HeartbeatAnswer>;

export const heartbeat = defineContract({
  id: "heartbeat",
  method: "POST",
  path: "/api/v1/platform-agent/heartbeat",
  summary: "Say that the agent lives and renew the leases of its running jobs",
  description:
    "To be called every `next_heartbeat_seconds`, also while the agent is idle: that over half the fleet falls silent at once is told by this. With `running`, exactly the named attempts are renewed; without it, all of the agent's leases are. The answer names attempts to cancel and attempts that are no longer the agent's.",
  tag,
  access: agentAccess,
  body: HeartbeatBody,
  answer: HeartbeatAnswer,
  status: 200,
});

export const ClaimBody = z
  .strictObject({
    max_jobs: z.number().int().min(0).max(100).default(1).meta({
      description: "Jobs wanted at most. 0 waits for orders (cancel, drain) only.",
    }),
    wait_seconds: z.number().min(0).max(CLAIM_WAIT_SECONDS_MAX).default(0),
    request_id: z
      .string()
      .regex(/^[\x21-\x7e]{1,100}$/, "must be 1 to 100 printable ASCII characters without spaces")
      .optional()
      .meta({
        description: "Makes the claim repeatable after a lost answer: the same id gets the same jobs",
      }),
  })
  .meta({ id: "Claim" });
export type ClaimBody = z.output<typeof ClaimBody>;

export const ClaimedJob = z
  .object({
    id: Id,
    attempt: z.number().int(),
    lease_expires_at: Instant,
    job_token: z.string(),
    kind: z.enum(["scan"]),
    tool: z.string(),
    target: z.string(),
    profile: z.string().nullable(),
    options: z.record(z.string(), z.unknown()),
    capabilities: z.array(z.string()),
    region: z.string().nullable(),
    timeout_seconds: z.number().int(),
    tenant_id: Id,
    archive: z.object({ id: Id, size_bytes: z.number().int(), sha256: z.string() }).nullable(),
  })
  .meta({ id: "ClaimedJob" });
export type ClaimedJob = z.infer<typeof ClaimedJob>;

export const ClaimAnswer = z
  .object({
    jobs: z.array(ClaimedJob),
    cancel: z
      .array(CancelOrder)
      .meta({ description: "Orders given since the last answer; a beat repeats them" }),
    drain: z.boolean(),
  })
  .meta({ id: "ClaimAnswer" });
export type ClaimAnswer = z.infer<typeof ClaimAnswer>;

export const claimJobs = defineContract({
  id: "claimJobs",
  method: "POST",
  path: "/api/v1/platform-agent/jobs/claim",
  summary: "Claim jobs, waiting for them if there are none",
  description:
    "A long poll that answers as soon as a job is assigned to the agent, a running job of it is to be cancelled, or it is told to drain; at the latest after `wait_seconds`. It is answered empty when the key that it was sent with dies, at once or at most a second later: the next call with that key gets 401.",
  tag,
  access: agentAccess,
  body: ClaimBody,
  answer: ClaimAnswer,
  status: 200,
  errors: ["agent_disabled"],
});

const Attempt = z.number().int().min(1).max(10);
const StreamEnd = z.strictObject({
  bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits"),
});

export const StatusBody = z
  .strictObject({
    attempt: Attempt,
    status: z.enum(["running", "progress", "succeeded", "failed", "cancelled", "released"]).meta({
      description:
        "`released` gives an unfinished attempt back, because the agent stops: the job is queued again at once with its next attempt, or ends if that was the last or it is to be cancelled, as after a lost agent",
    }),
    progress: z.number().min(0).max(100).optional(),
    message: z.string().max(500).optional(),
    exit_code: z.number().int().min(-2147483648).max(2147483647).optional(),
    error: z.string().max(4000).optional(),
    reason: z
      .enum([
        "tool_failed",
        "tool_missing",
        "invalid_options",
        "target_refused",
        "target_unreachable",
        "agent_error",
        "run_timeout",
      ])
      .optional()
      .meta({
        description:
          "With `failed`: the cause, `tool_failed` unless told. `run_timeout` ends the job as timed_out. With another status it is ignored: a word too many costs no result.",
      }),
    streams: z
      .strictObject({
        stdout: StreamEnd.optional(),
        stderr: StreamEnd.optional(),
        system: StreamEnd.optional(),
      })
      .optional()
      .meta({
        description:
          "With a final status or `released`: the true end of each stream, so that the log can be marked complete",
      }),
  })
  .meta({ id: "JobStatusReport" });
export type StatusBody = z.output<typeof StatusBody>;

export const StatusAnswer = z
  .object({
    job_id: Id,
    attempt: z.number().int(),
    status: z.enum(["assigned", "running", "succeeded", "failed", "cancelled", "timed_out", "released"]),
    cancel: z.boolean().meta({ description: "The job is to be cancelled" }),
    lease_expires_at: Instant.nullable(),
  })
  .meta({ id: "JobStatusAnswer" });
export type StatusAnswer = z.infer<typeof StatusAnswer>;

export const reportStatus = defineContract({
  id: "reportStatus",
  method: "POST",
  path: "/api/v1/platform-agent/jobs/{id}/status",
  summary: "Report that a job runs, how far it is, how it ended, or that it is given back",
  description:
    "Fenced by job and attempt: a stale attempt gets 409 `stale_attempt` and changes nothing. The same final status again is answered as the first time.",
  tag,
  access: { kind: "job", fleet: "platform" },
  params: IdParams,
  body: StatusBody,
  answer: StatusAnswer,
  status: 200,
  errors: ["stale_attempt", "job_finished"],
});

const chunkPlace = {
  stream: z.enum(LOG_STREAMS),
  offset: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  age_ms: z.number().min(0).max(86_400_000).optional().meta({
    description:
      "How long before this request the bytes were written; stamps the lines and puts the streams in order",
  }),
};

export const LogChunk = z.union([
  z.strictObject({
    ...chunkPlace,
    data: z.base64().max(6_000_000).meta({ description: "The bytes, base64" }),
  }),
  z.strictObject({
    ...chunkPlace,
    text: z.string().max(4_500_000).meta({ description: "The bytes as UTF-8 text" }),
  }),
]);

export const AppendLogBody = z
  .strictObject({ attempt: Attempt, chunks: z.array(LogChunk).min(1).max(500) })
  .meta({ id: "AppendLog" });
export type AppendLogBody = z.output<typeof AppendLogBody>;

export const AppendLogAnswer = z
  .object({
    next_offset: z.partialRecord(z.enum(LOG_STREAMS), z.number().int()),
    flush_seconds: z.number().meta({
      description: "How often to send: 1 in a run's first minute and while somebody watches, else 15",
    }),
  })
  .meta({ id: "AppendLogAnswer" });
export type AppendLogAnswer = z.infer<typeof AppendLogAnswer>;

export const appendLog = defineContract({
  id: "appendLog",
  method: "PATCH",
  path: "/api/v1/platform-agent/jobs/{id}/logs",
  summary: "Append to the job's log by offset",
  description:
    "The same bytes again are accepted without change. Other bytes at a stored offset, and bytes past the end that `streams` of the final status has declared, get 409 `log_conflict`, a gap gets 409 `log_gap`; both name the true offset (`next_offset`), and nothing of the request is stored. The tail is accepted until five minutes after the attempt ended, also where the job ended with it because its agent was lost (`agent_lost`, `poisoned`): what the last one has to say is wanted. A lost attempt after which the job is queued again is stale at once.",
  tag,
  access: { kind: "agent_or_job", fleet: "platform" },
  params: IdParams,
  body: AppendLogBody,
  bodyBytesMax: 8 * 1024 * 1024,
  answer: AppendLogAnswer,
  status: 200,
  errors: ["stale_attempt", "log_gap", "log_conflict", "log_closed"],
});

export const ReportFindingsBody = z
  .strictObject({ attempt: Attempt, findings: z.array(ReportedFinding).min(1).max(500) })
  .meta({ id: "ReportFindings" });
export type ReportFindingsBody = z.output<typeof ReportFindingsBody>;

export const ReportFindingsAnswer = z
  .object({ accepted: z.number().int(), findings_count: z.number().int() })
  .meta({ id: "ReportFindingsAnswer" });
export type ReportFindingsAnswer = z.infer<typeof ReportFindingsAnswer>;

export const reportFindings = defineContract({
  id: "reportFindings",
  method: "POST",
  path: "/api/v1/platform-agent/jobs/{id}/findings",
  summary: "Report findings while the job runs",
  description: "A finding reported twice counts once.",
  tag,
  access: { kind: "agent_or_job", fleet: "platform" },
  params: IdParams,
  body: ReportFindingsBody,
  bodyBytesMax: 8 * 1024 * 1024,
  answer: ReportFindingsAnswer,
  status: 200,
  errors: ["stale_attempt"],
});

export const downloadArchive = defineContract({
  id: "downloadArchive",
  method: "GET",
  path: "/api/v1/platform-agent/jobs/{id}/archive",
  summary: "Download the archive that the job scans",
  description:
    "404 when a live attempt's job has no archive; 409 `stale_attempt` when the attempt is not live any more.",
  tag,
  access: { kind: "job", fleet: "platform" },
  params: IdParams,
  answerKind: "bytes",
  status: 200,
  errors: ["stale_attempt"],
});

export const AgentSelf = z
  .object({
    id: Id,
    name: z.string(),
    tier: TierSchema,
    status: z.enum(["active", "disabled", "draining", "drained"]),
    max_concurrent_jobs: z.number().int(),
    server_time: Instant,
  })
  .meta({ id: "AgentSelf" });
export type AgentSelf = z.infer<typeof AgentSelf>;

export const getAgentSelf = defineContract({
  id: "getAgentSelf",
  method: "GET",
  path: "/api/v1/platform-agent",
  summary: "What the control plane knows of the calling agent; tells a good credential from a bad one",
  tag,
  access: agentAccess,
  answer: AgentSelf,
  status: 200,
});

export const leaveFleet = defineContract({
  id: "leaveFleet",
  method: "DELETE",
  path: "/api/v1/platform-agent",
  summary: "Leave the fleet: the agent's key dies, the agent is deleted",
  tag,
  access: agentAccess,
  status: 204,
  answerKind: "empty",
  errors: ["agent_busy"],
});

export const goOffline = defineContract({
  id: "goOffline",
  method: "POST",
  path: "/api/v1/platform-agent/offline",
  summary: "Say that the agent stops on purpose; it counts as offline at once",
  tag,
  access: agentAccess,
  status: 204,
  answerKind: "empty",
});

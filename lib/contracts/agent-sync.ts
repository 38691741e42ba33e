import * as z from "zod";
import {
  AppendLogAnswer,
  AppendLogBody,
  ClaimAnswer,
  ClaimBody,
  HeartbeatAnswer,
  HeartbeatBody,
  StatusAnswer,
  StatusBody,
} from "@/lib/contracts/agent-protocol";
import { defineContract } from "@/lib/contracts/contract";
import { Id, orNull } from "@/lib/contracts/field";

/** Everything that an agent has to say, in one request. */

export const SyncBody = z
  .strictObject({
    logs: z
      .array(AppendLogBody.extend({ job_id: Id }))
      .max(100)
      .default([]),
    statuses: z
      .array(StatusBody.extend({ job_id: Id }))
      .max(200)
      .default([]),
    heartbeat: HeartbeatBody.optional(),
    claim: ClaimBody.optional().meta({
      description:
        "Waits for jobs only when the request brings no logs, no statuses and no beat of running jobs: these are acknowledged at once.",
    }),
  })
  .meta({ id: "Sync" });
export type SyncBody = z.output<typeof SyncBody>;

/** The refusal that the same call alone would get, as the members of its problem that matter. */
export const SyncRefusal = z.looseObject({ code: z.string(), detail: z.string() }).meta({
  id: "SyncRefusal",
  description: "`code` and `detail` of the problem, and its own members beside them",
});

const attempt = { job_id: Id, attempt: z.number().int() };

export const SyncAnswer = z
  .object({
    logs: z.array(z.object({ ...attempt, answer: orNull(AppendLogAnswer), error: orNull(SyncRefusal) })),
    statuses: z.array(z.object({ ...attempt, answer: orNull(StatusAnswer), error: orNull(SyncRefusal) })),
    heartbeat: orNull(HeartbeatAnswer),
    claim: z.object({ answer: orNull(ClaimAnswer), error: orNull(SyncRefusal) }).nullable(),
  })
  .meta({ id: "SyncAnswer" });
export type SyncAnswer = z.input<typeof SyncAnswer>;

export const sync = defineContract({
  id: "syncAgent",
  method: "POST",
  path: "/api/v1/platform-agent/sync",
  summary: "Send log chunks, statuses and a heartbeat, and claim the next jobs, in one request",
  description:
    "Does what the single calls do, in this order: logs, statuses, heartbeat, claim. Each part is answered by itself, in the order of the request, and parts of one job are done in it: a refused one has an `error` and does not touch the others. With the agent's key instead of job tokens. Safe to repeat as a whole. For agents that want fewer requests; our own, `muster-agent`, uses the single calls.",
  tag: "Agents",
  access: { kind: "agent", fleet: "platform" },
  body: SyncBody,
  bodyBytesMax: 8 * 1024 * 1024,
  answer: SyncAnswer,
  status: 200,
});

import * as z from "zod";
import { AdminJobView } from "@/lib/contracts/admin-job";
import { defineContract } from "@/lib/contracts/contract";
import { Id, IdParams, Instant } from "@/lib/contracts/field";
import { AttemptView } from "@/lib/contracts/job";
import { PageQuery, pageOf } from "@/lib/contracts/page";
import { DEAD_LETTER_STATES } from "@/lib/domain/job/poison";

/** Jobs that one agent after the other died of, and what an admin makes of them. */

const tag = "Admin: queue";

export const DeadLetterView = z
  .object({
    job: AdminJobView,
    lost_agents: z.number().int(),
    at: Instant.meta({ description: "When it was laid aside" }),
    state: z.enum(DEAD_LETTER_STATES),
    resolved_at: Instant.nullable(),
    resolved_by: z.string().nullable(),
    requeued_job_id: Id.nullable().meta({ description: "The job that repeats it" }),
    attempts: z.array(AttemptView),
  })
  .meta({ id: "DeadLetter" });
export type DeadLetterView = z.infer<typeof DeadLetterView>;

const DeadLetterAnswer = z.object({ dead_letter: DeadLetterView });
export type DeadLetterAnswer = z.infer<typeof DeadLetterAnswer>;

export const ListDeadLettersQuery = PageQuery.extend({
  state: z.enum([...DEAD_LETTER_STATES, "all"]).default("open"),
  tenant_id: Id.optional(),
});
export type ListDeadLettersQuery = z.output<typeof ListDeadLettersQuery>;

export const listDeadLetters = defineContract({
  id: "listDeadLetters",
  method: "GET",
  path: "/api/v1/admin/dead-letters",
  summary: "List jobs that agents died of, newest first, each with all its attempts",
  tag,
  access: { kind: "admin", permission: "admin:read" },
  query: ListDeadLettersQuery,
  answer: pageOf(DeadLetterView),
  status: 200,
});

export const requeueDeadLetter = defineContract({
  id: "requeueDeadLetter",
  method: "POST",
  path: "/api/v1/admin/dead-letters/{id}/requeue",
  summary: "Queue a dead letter's scan again",
  description:
    "The scan is queued as a new job of its tenant with fresh attempts, linked by `retry_of_job_id`; the failed one stays as it ended. Plan, quota and rate limit of the tenant count. Repeating the call makes no second job. `id` is the job's.",
  tag,
  access: { kind: "admin", permission: "admin:write" },
  params: IdParams,
  answer: DeadLetterAnswer,
  status: 200,
  errors: ["platform_agents_not_available", "queue_full", "rate_limited", "conflict"],
});

export const dismissDeadLetter = defineContract({
  id: "dismissDeadLetter",
  method: "POST",
  path: "/api/v1/admin/dead-letters/{id}/dismiss",
  summary: "Note that nothing is to be done about a dead letter",
  description: "It can still be queued again later. Repeating the call changes nothing. `id` is the job's.",
  tag,
  access: { kind: "admin", permission: "admin:write" },
  params: IdParams,
  answer: DeadLetterAnswer,
  status: 200,
  errors: ["conflict"],
});

import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Id, Instant, orNull } from "@/lib/contracts/field";
import { QUEUE_CHECK_NAMES } from "@/lib/domain/queue-repair/queue-check";

/** What the queue's tables disagree on, and its repair. */

const tag = "Admin: queue";

const FaultSample = z.object({
  subject: z
    .string()
    .meta({ description: "The key of what is wrong; a job's, tenant's or token's id mostly" }),
  tenant: orNull(z.object({ id: Id, slug: z.string() })),
  job_id: Id.nullable(),
  found: z.record(z.string(), z.unknown()),
});

const CheckResult = z.object({
  name: z.enum(QUEUE_CHECK_NAMES),
  title: z.string(),
  meaning: z.string(),
  repair: z.string().meta({ description: "What a repair does" }),
  found: z.number().int(),
  repaired: z.number().int(),
  samples: z.array(FaultSample).meta({ description: "At most 10" }),
  error: z
    .string()
    .nullable()
    .meta({ description: "The check, or some repair of it, could not be carried out" }),
});

export const QueueFaults = z
  .object({ at: Instant, dry_run: z.boolean(), checks: z.array(CheckResult) })
  .meta({ id: "QueueFaults" });
export type QueueFaults = z.infer<typeof QueueFaults>;

export const getQueueFaults = defineContract({
  id: "getQueueFaults",
  method: "GET",
  path: "/api/v1/admin/queue/faults",
  summary: "Look for faults in the queue's tables",
  description:
    "Runs every check and changes nothing. A healthy installation finds none, whatever goes on in it.",
  tag,
  access: { kind: "admin", permission: "admin:read" },
  answer: QueueFaults,
  status: 200,
});

export const RepairQueueBody = z
  .strictObject({
    dry_run: z.boolean().meta({ description: "true: say what would be repaired and change nothing" }),
    checks: z.array(z.enum(QUEUE_CHECK_NAMES)).min(1).max(QUEUE_CHECK_NAMES.length).optional().meta({
      description: "Only these; without it all",
    }),
  })
  .meta({ id: "RepairQueue" });
export type RepairQueueBody = z.output<typeof RepairQueueBody>;

export const repairQueue = defineContract({
  id: "repairQueue",
  method: "POST",
  path: "/api/v1/admin/queue/repair",
  summary: "Repair faults in the queue's tables",
  description:
    "Repairs at most 100 faults a check, each in a transaction of its own and only if it is still there under its locks, with an audit entry that has before and after. Repeat it until `found` is 0. Safe beside traffic.",
  tag,
  access: { kind: "admin", permission: "admin:write" },
  body: RepairQueueBody,
  answer: QueueFaults,
  status: 200,
});

import fc from "fast-check";
import { SELECTION_MODES } from "@/lib/domain/job/selection-mode";
import { cancelJob } from "@/lib/services/jobs/cancel-job";
import { retryJob } from "@/lib/services/jobs/retry-job";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { step } from "@/lib/testing/interleavings/step";
import { anyJob, anyOf } from "@/lib/testing/interleavings/world";
import { scanBody, tenantContext } from "@/lib/testing/queue-contexts";

/** It is soon given to three of the platform's agents, one after the other. */
const DEADLY = { max_attempts: 10, priority: 10, selection_mode: "platform_only" } as const;

export const submit = step(
  "submit",
  {
    tier: fc.constantFrom(undefined, "shared", "premium"),
    max_attempts: fc.integer({ min: 1, max: 3 }),
    selection_mode: fc.constantFrom("platform_only", "platform_only", ...SELECTION_MODES),
    isDeadly: fc.constantFrom(false, false, true),
  },
  async (world, { server, n, tier, max_attempts, selection_mode, isDeadly }) => {
    const tenantId = anyOf(world.tenantIds, n);
    const body = scanBody({
      ...(isDeadly ? DEADLY : { max_attempts, selection_mode, priority: n % 3 }),
      ...(tier ? { tier } : {}),
    });
    const ctx = tenantContext(anyOf(world.servers, server), tenantId);
    const { job } = await submitJob(ctx, { body, idempotencyKey: null });
    world.jobs.set(job.id, tenantId);
    if (isDeadly) world.deadly.push(job.id);
  },
);

/** Each tenant has two keys, and a body of its own for each: whatever comes with one again is a repeat. */
export const submitByKey = step("submit by key", {}, async (world, { server, n }) => {
  const tenantId = anyOf(world.tenantIds, n);
  const ctx = tenantContext(anyOf(world.servers, server), tenantId);
  const body = scanBody({ priority: n % 2 });
  const { job } = await submitJob(ctx, { body, idempotencyKey: `key-${n % 2}` });
  world.jobs.set(job.id, tenantId);
});

export const cancel = step("cancel", {}, async (world, { server, n }) => {
  const job = anyJob(world, n);
  if (!job) return false;
  return await cancelJob(tenantContext(anyOf(world.servers, server), job.tenantId), { id: job.id });
});

export const retry = step("retry", {}, async (world, { server, n }) => {
  const old = anyJob(world, n);
  if (!old) return false;
  const ctx = tenantContext(anyOf(world.servers, server), old.tenantId);
  const { job } = await retryJob(ctx, { id: old.id, idempotencyKey: null });
  world.jobs.set(job.id, old.tenantId);
  return true;
});

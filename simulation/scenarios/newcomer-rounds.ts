import { chargeOf } from "@/lib/domain/queue/fair-share";
import type { Job, JobPlan } from "../world/job";
import type { Tenant } from "../world/tenant";
import type { Stage } from "./stage";

/** One round, and half of one for what the estimates of running jobs are wrong by. */
export const ROUNDS_MAX = 1.5;
/** Who has not started by then may never start; other policies starve newcomers. */
const WAIT_SECONDS_MAX = 3_600;

/**
 * How many rounds the others have between a newcomer's submit and its start. A round is one turn for each of them: as much
 * work by weight as the largest job takes; the job with which a turn ends may go beyond it.
 */
export function roundsBefore(stage: Stage, newcomer: Tenant, plan: JobPlan, secondsMax: number): number {
  const tenants = [...stage.world.tenants.values()];
  const job = stage.world.submit(newcomer, plan);
  const turns = new Map<Tenant, number[]>();
  stage.onStart((other) => {
    if (job.attempt === 0) turns.set(other.tenant, [...(turns.get(other.tenant) ?? []), workOf(other)]);
  });
  stage.world.run(() => job.attempt > 0, stage.world.now + WAIT_SECONDS_MAX);
  if (job.attempt === 0) return Number.POSITIVE_INFINITY;
  const largest = Math.max(...tenants.map((tenant) => chargeOf(secondsMax, tenant.terms.weight)));
  return Math.max(
    0,
    ...[...turns.values()].map((all) => all.slice(0, -1).reduce((total, work) => total + work, 0) / largest),
  );
}

function workOf({ plan, tenant }: Job): number {
  return chargeOf(plan.seconds, tenant.terms.weight);
}

import { PLANS, type PlanName } from "../plans";
import { formatColumns } from "../report/format-columns";
import { percentile } from "../report/percentile";
import type { Outcome } from "./play-arrivals";

/** How long whom it let wait, whom it refused, and how busy the agents were. */
export function capacityReport({ plans, tenants, seconds, arrivedSeconds, slotSeconds }: Outcome): string {
  const names = (Object.keys(PLANS) as PlanName[]).filter((plan) => plans.has(plan));
  const header = ["plan", "jobs", "refused", "expired", "started", "wait p50", "p95", "p99", "longest"];
  const rows = names.map((plan) => {
    const { jobs, refused, expired, waits } = plans.get(plan) ?? {
      jobs: 0,
      refused: 0,
      expired: 0,
      waits: [],
    };
    const sorted = [...waits].sort((a, b) => a - b);
    const measured = [0.5, 0.95, 0.99, 1].map((part) =>
      sorted.length > 0 ? `${percentile(sorted, part).toFixed(1)} s` : "-",
    );
    return [plan, String(jobs), String(refused), String(expired), String(sorted.length), ...measured];
  });
  const [first, last] = [arrivedSeconds.first, arrivedSeconds.last].map((at) => at.toFixed(0));
  const jobs = [...plans.values()].reduce((sum, plan) => sum + plan.jobs, 0);
  return [
    `${jobs} jobs of ${tenants} tenant${tenants === 1 ? "" : "s"} in ${seconds.toFixed(0)} s`,
    "",
    ...formatColumns([header, ...rows]),
    "Waits are those of jobs that started; refused and expired ones are in none of them.",
    "",
    ...[...slotSeconds].map(
      ([tier, { used, all }]) =>
        `Utilisation of the ${tier} agents while jobs came (${first} s to ${last} s): ${all > 0 ? `${((100 * used) / all).toFixed(1)} %` : "-"}`,
    ),
  ].join("\n");
}

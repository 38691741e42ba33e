import type { Story } from "../scenarios/scenario";
import type { Tenant } from "../world/tenant";
import { formatColumns } from "./format-columns";
import { jainIndex } from "./jain-index";
import { percentile } from "./percentile";

/** Tenants shown one by one; those with the most agent-seconds. */
const ROWS_MAX = 20;

/** What happened in a story: who had how much, who waited how long, and whether the promises held. */
export function storyReport({ stage, figures, failures }: Story): string {
  const { world, recorder } = stage;
  const served = world.served();
  const tenants = [...served].filter(([, seconds]) => seconds > 0).sort((a, b) => b[1] - a[1]);
  const all = tenants.reduce((sum, [, seconds]) => sum + seconds, 0);
  const weights = tenants.reduce((sum, [tenant]) => sum + tenant.terms.weight, 0);
  const due = tenants.map(([tenant, seconds]) => seconds / tenant.terms.weight);
  const row = ([tenant, seconds]: [Tenant, number]): string[] => {
    const waits = recorder.waitsOf([tenant]);
    return [
      tenant.id,
      String(tenant.terms.weight),
      seconds.toFixed(0),
      percent(seconds / all),
      percent(tenant.terms.weight / weights),
      ...[0.5, 0.95, 0.99].map((part) => percentile(waits, part).toFixed(2)),
    ];
  };
  const header = ["tenant", "weight", "agent-seconds", "share", "by weight", "wait p50", "p95", "p99"];
  const slotSeconds = world.fleet.totalSlots * world.now;
  return [
    `${world.claims} claims in ${world.now.toFixed(0)} s on ${world.fleet.totalSlots} slots`,
    "",
    ...formatColumns([header, ...tenants.slice(0, ROWS_MAX).map(row)]),
    ...(tenants.length > ROWS_MAX ? [`and ${tenants.length - ROWS_MAX} more`] : []),
    "",
    `Jain's index of agent-seconds by weight: ${jainIndex(due).toFixed(4)}`,
    `Utilisation of all slots: ${percent(all / slotSeconds)}`,
    ...Object.entries(figures).map(([name, value]) => `${name}: ${value.toFixed(3)}`),
    "",
    ...(failures.length > 0 ? failures.map((failure) => `BROKEN: ${failure}`) : ["All promises held."]),
  ].join("\n");
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

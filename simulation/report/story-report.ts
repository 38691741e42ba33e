import type { Story } from "../scenarios/scenario";
import type { Tenant } from "../world/tenant";
import { BACKLOGGED_PART_MIN, type BackloggedShare, backloggedShares } from "./backlogged-shares";
import { formatColumns } from "./format-columns";
import { jainIndex } from "./jain-index";
import { percentile } from "./percentile";

/** Tenants shown one by one; those with the most agent-seconds. */
const ROWS_MAX = 20;

/** What happened in a story: who had how much, who waited how long, and whether the promises held. */
export function storyReport({ stage, figures, failures }: Story): string {
  const { world, recorder } = stage;
  const served = world.served();
  const backlogged = backloggedShares(recorder.samples);
  const tenants = [...served]
    .filter(([tenant, seconds]) => seconds > 0 || backlogged.has(tenant))
    .sort((a, b) => b[1] - a[1]);
  const all = tenants.reduce((sum, [, seconds]) => sum + seconds, 0);
  const row = ([tenant, seconds]: [Tenant, number]): string[] => {
    const waits = recorder.waitsOf([tenant]);
    const share = backlogged.get(tenant);
    return [
      tenant.id,
      String(tenant.terms.weight),
      seconds.toFixed(0),
      percent(seconds / all),
      share ? percent(partOfDue(share)) : "-",
      ...[0.5, 0.95, 0.99].map((part) => percentile(waits, part).toFixed(2)),
    ];
  };
  const header = ["tenant", "weight", "agent-seconds", "share", "of its due", "wait p50", "p95", "p99"];
  const slotSeconds = world.fleet.totalSlots * world.now;
  return [
    `${world.claims} claims in ${world.now.toFixed(0)} s on ${world.fleet.totalSlots} slots`,
    "",
    ...formatColumns([header, ...tenants.slice(0, ROWS_MAX).map(row)]),
    ...(tenants.length > ROWS_MAX ? [`and ${tenants.length - ROWS_MAX} more`] : []),
    "",
    ...fairnessLines([...backlogged.values()]),
    `Utilisation of all slots: ${percent(all / slotSeconds)}`,
    ...Object.entries(figures).map(([name, value]) => `${name}: ${value.toFixed(3)}`),
    "",
    ...(failures.length > 0 ? failures.map((failure) => `BROKEN: ${failure}`) : ["All promises held."]),
  ].join("\n");
}

/** In the words of `backloggedShares`. */
function fairnessLines(shares: readonly BackloggedShare[]): string[] {
  return [
    "Backlogged is who has a job waiting while somebody else has one for the same agents. Due to it is its part by weight of",
    `what these have meanwhile; it is reckoned for those that were backlogged for ${100 * BACKLOGGED_PART_MIN} % of the time or more.`,
    shares.length === 0
      ? "Jain's index: nobody was backlogged for so long"
      : `Jain's index of what ${shares.length} tenants had of their due: ${jainIndex(shares.map(partOfDue)).toFixed(4)}`,
  ];
}

function partOfDue({ hadSeconds, dueSeconds }: BackloggedShare): number {
  return hadSeconds / dueSeconds;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

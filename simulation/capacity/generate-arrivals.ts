import type { PlanName } from "../plans";
import type { Random } from "../random";
import type { Arrival } from "./parse-trace";

export interface ArrivalModel {
  perMinute: number;
  tenants: number;
  minutes: number;
  meanSeconds: number;
}

/** Of a hundred tenants so many have the plan; and how many jobs one of them sends for one of a Free tenant. */
const MIX: { plan: PlanName; tenants: number; activity: number }[] = [
  { plan: "free", tenants: 70, activity: 1 },
  { plan: "team", tenants: 20, activity: 4 },
  { plan: "business", tenants: 8, activity: 15 },
  { plan: "enterprise", tenants: 2, activity: 60 },
];
/** What the jobs of a generated trace ask for. */
export const TOOLS: [string, ...string[]] = ["nmap", "sslscan", "secrets"];
const SECONDS_MIN = 0.5;

/** Jobs that come independently of each other, from tenants on all plans, of exponentially distributed length. */
export function* generateArrivals(model: ArrivalModel, random: Random): Generator<Arrival> {
  const groups = groupsOf(model.tenants);
  const activity = groups.reduce((sum, group) => sum + group.activity, 0);
  const gapSeconds = 60 / model.perMinute;
  for (
    let at = random.exponential(gapSeconds);
    at < 60 * model.minutes;
    at += random.exponential(gapSeconds)
  ) {
    const group = pickByActivity(groups, random.next() * activity);
    yield {
      atSeconds: at,
      tenant: `${group.plan}-${random.integer(1, group.count)}`,
      plan: group.plan,
      tool: random.pick(TOOLS),
      seconds: Math.max(SECONDS_MIN, random.exponential(model.meanSeconds)),
    };
  }
}

interface Group {
  plan: PlanName;
  count: number;
  activity: number;
}

/** So many tenants in all: one of each plan as long as there are any left, and each other one where it is most missing by the mix. */
function groupsOf(tenants: number): Group[] {
  const groups = MIX.slice(0, tenants).map((of) => ({ ...of, count: 1, activity: of.tenants * of.activity }));
  for (let left = tenants - groups.length; left > 0; left--) {
    const missing = groups.map(({ tenants, count }) => tenants / (count + 0.5));
    const most = groups[missing.indexOf(Math.max(...missing))];
    if (most) most.count += 1;
  }
  return groups;
}

function pickByActivity<T extends { activity: number }>(groups: readonly T[], drawn: number): T {
  let left = drawn;
  for (const group of groups) {
    left -= group.activity;
    if (left < 0) return group;
  }
  const last = groups.at(-1);
  if (!last) throw new Error("there is no group to pick");
  return last;
}

import { bursty } from "./scenarios/bursty";
import { endlessHighPlan } from "./scenarios/endless-high-plan";
import { hog } from "./scenarios/hog";
import { manyKinds } from "./scenarios/many-kinds";
import { manyTenants } from "./scenarios/many-tenants";
import { misjudged } from "./scenarios/misjudged";
import { noisy } from "./scenarios/noisy";
import { planChange } from "./scenarios/plan-change";
import { quiet } from "./scenarios/quiet";
import type { Scenario } from "./scenarios/scenario";
import { tierOutage } from "./scenarios/tier-outage";
import { toolConstrained } from "./scenarios/tool-constrained";

export const allScenarios: readonly Scenario[] = [
  noisy,
  misjudged,
  hog,
  quiet,
  bursty,
  manyTenants,
  manyKinds,
  toolConstrained,
  tierOutage,
  planChange,
  endlessHighPlan,
];

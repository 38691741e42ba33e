import type { Scenario } from "./scenario";
import { claimCompleteHttp } from "./scenarios/claim-complete-http";
import { claimP95Backlog } from "./scenarios/claim-p95-backlog";
import { claimP95Console } from "./scenarios/claim-p95-console";
import { claimP95Pinned } from "./scenarios/claim-p95-pinned";
import { claimP95Tenants } from "./scenarios/claim-p95-tenants";
import { fairnessAging } from "./scenarios/fairness-aging";
import { fairnessChange } from "./scenarios/fairness-change";
import { fairnessFirstJob } from "./scenarios/fairness-first-job";
import { fairnessIdle } from "./scenarios/fairness-idle";
import { fairnessPreference } from "./scenarios/fairness-preference";
import { fairnessQuiet } from "./scenarios/fairness-quiet";
import { fairnessShare } from "./scenarios/fairness-share";
import { idleAgents } from "./scenarios/idle-agents";
import { logIngest } from "./scenarios/log-ingest";
import { memory } from "./scenarios/memory";
import { pickupLatency } from "./scenarios/pickup-latency";
import { submitHttp } from "./scenarios/submit-http";
import { waitingEstimates } from "./scenarios/waiting-estimates";

/** In the order in which they run. */
export const allScenarios: readonly Scenario[] = [
  submitHttp,
  claimCompleteHttp,
  claimP95Backlog,
  claimP95Tenants,
  claimP95Pinned,
  claimP95Console,
  fairnessShare,
  fairnessFirstJob,
  fairnessAging,
  fairnessIdle,
  fairnessQuiet,
  fairnessChange,
  fairnessPreference,
  pickupLatency,
  waitingEstimates,
  idleAgents,
  logIngest,
  memory,
];

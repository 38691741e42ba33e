import type { Scenario } from "./scenario";
import { claimCompleteHttp } from "./scenarios/claim-complete-http";
import { claimP95Backlog } from "./scenarios/claim-p95-backlog";
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
  pickupLatency,
  waitingEstimates,
  idleAgents,
  logIngest,
  memory,
];

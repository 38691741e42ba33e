import type { JobView, SubmitJobBody } from "@/lib/contracts/job";
import type { LaneEntryRow } from "@/lib/db/queue/list-lane-entries";
import type { SubmitFactsRow } from "@/lib/db/queue/list-submit-facts";
import type { AppError } from "@/lib/domain/errors";
import type { TierDecision } from "@/lib/domain/tier/tier";
import type { TenantContext } from "@/lib/services/context";
import type { ValidScan } from "@/lib/services/jobs/validate-scan";

export interface Submission {
  body: SubmitJobBody;
  idempotencyKey: string | null;
  retryOfJobId: string | null;
}

export interface Submit extends Submission {
  ctx: TenantContext;
  scan: ValidScan;
  requestHash: string;
}

export interface SubmitAnswer {
  job: JobView;
  isReplay: boolean;
}

export type SubmitOutcome = SubmitAnswer | { refusal: AppError } | "busy";

export interface AcceptedSubmit {
  submit: Submit;
  facts: SubmitFactsRow;
  entry: LaneEntryRow;
  tier: TierDecision;
  /** Of its tenant's jobs. */
  number: number;
}

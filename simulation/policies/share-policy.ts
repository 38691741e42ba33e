import { boundCredit, enterLane, type LaneTime } from "@/lib/domain/queue/fair-share";
import {
  type CostDifference,
  estimateSeconds,
  type JobCharge,
  overtime,
  trueUp,
} from "@/lib/domain/queue/job-cost";

/** What of the fair share can be done otherwise, to measure what it is good for. */
export interface SharePolicy {
  name: string;
  enter(pass: number, lane: LaneTime): number;
  credit(pass: number, virtualTime: number): number;
  /** Charged when a job goes. */
  estimate(own: number | null, ofTool: number | null): number;
  overtime(chargedSeconds: number, elapsedSeconds: number): number;
  trueUp(charge: JobCharge, actualSeconds: number): CostDifference;
  /** What a unit of pass charged now counts against one charged at the beginning. */
  scale(now: number): number;
}

/** What the product does. */
export const fairShare: SharePolicy = {
  name: "fair-share",
  enter: enterLane,
  credit: boundCredit,
  estimate: estimateSeconds,
  overtime,
  trueUp,
  scale: () => 1,
};

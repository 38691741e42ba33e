import type { Assignment } from "@/lib/domain/queue/match-jobs";
import type { Job, Run } from "./job";

/** Sees what happens in a world. */
export interface Watcher {
  /** The job still waits. */
  beforeStart?(job: Job, assignment: Assignment): void;
  afterStart?(job: Job): void;
  afterEnd?(job: Job, run: Run): void;
  /** `isComplete`: nothing came meanwhile, and the round ended because nothing more could go. */
  afterRound?(isComplete: boolean): void;
}

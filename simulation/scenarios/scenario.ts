import type { Stage, StageOptions } from "./stage";

/** A kind of story that a seed tells in detail, with what must come true in it. */
export interface Scenario {
  name: string;
  promise: string;
  play(seed: number, options?: StageOptions): Story;
}

export interface Story {
  stage: Stage;
  /** What was measured of the promise. */
  figures: Record<string, number>;
  /** Empty when every promise held. */
  failures: string[];
}

import type { Scenario, Story } from "./scenarios/scenario";
import type { StageOptions } from "./scenarios/stage";

/** Plays one story and adds to its failures what the audit saw. */
export function playStory(scenario: Scenario, seed: number, options?: StageOptions): Story {
  const story = scenario.play(seed, options);
  story.stage.audit.conclude();
  return { ...story, failures: [...story.failures, ...story.stage.audit.failures] };
}

import { describe, expect, it } from "vitest";
import { allScenarios } from "./all-scenarios";
import { playStory } from "./play-story";
import { allPolicies } from "./policies/alternatives";
import { replayCommand } from "./replay-command";
import type { StageOptions } from "./scenarios/stage";

const STORIES = 2_000;
const STORIES_EACH = Math.ceil(STORIES / allScenarios.length);
/** Of a story that others break, so many seeds show it. */
const STORIES_OTHERS = 5;

function failuresOf(name: string, stories: number, options?: StageOptions): string[] {
  const scenario = allScenarios.find((one) => one.name === name);
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  return Array.from({ length: stories }, (_, seed) => {
    const { failures } = playStory(scenario, seed, options);
    return failures.length > 0
      ? [`${replayCommand(name, seed, options?.policy)}: ${failures.join("; ")}`]
      : [];
  }).flat();
}

describe(`in ${STORIES_EACH} stories of each scenario`, () => {
  it.each(allScenarios.map(({ name, promise }) => ({ name, promise })))(
    "$name: $promise",
    ({ name }) => {
      expect(failuresOf(name, STORIES_EACH)).toEqual([]);
    },
    120_000,
  );
});

describe("other policies break a promise that fair share keeps", () => {
  it.each([
    ["count-jobs", "hog"],
    ["no-true-up", "hog"],
    ["decayed-usage", "bursty"],
    ["charged-time", "misjudged"],
    ["effective-priority", "quiet"],
    ["effective-priority", "endless-high-plan"],
  ])("%s: %s", (policyName, name) => {
    const policy = allPolicies.find((one) => one.name === policyName);
    const stories = policyName === "no-true-up" ? 4 * STORIES_OTHERS : STORIES_OTHERS;
    expect(failuresOf(name, stories, policy && { policy })).not.toEqual([]);
  });
});

it("a seed tells the same story every time, and another seed another one", () => {
  for (const scenario of allScenarios) {
    const first = scenario.play(3).figures;
    expect(scenario.play(3).figures).toEqual(first);
    expect(scenario.play(4).figures).not.toEqual(first);
  }
});

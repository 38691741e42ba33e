import { describe, expect, it } from "vitest";
import { playStory } from "../play-story";
import { allPolicies } from "../policies/alternatives";
import { bursty } from "../scenarios/bursty";
import { hog } from "../scenarios/hog";
import { noisy } from "../scenarios/noisy";
import { planChange } from "../scenarios/plan-change";
import { quiet } from "../scenarios/quiet";
import type { Scenario } from "../scenarios/scenario";
import type { StageOptions } from "../scenarios/stage";
import { tierOutage } from "../scenarios/tier-outage";
import { comparePolicies } from "./compare-policies";
import { shareChart } from "./share-chart";
import { storyReport } from "./story-report";

const story = playStory(noisy, 1, { sampleSeconds: 5 });

it("a story is reported with each tenant's share and how much of its due that is, waits, Jain's index and the verdict", () => {
  const report = storyReport(story);
  expect(report).toMatch(/^t0 +\d+ +\d+ +[\d.]+ % +[\d.]+ % +[\d.]+ +[\d.]+ +[\d.]+$/m);
  expect(report).toMatch(/Jain's index of what \d+ tenants had of their due: [01]\.\d{4}$/m);
  expect(report).toContain("All promises held.");
  expect(storyReport({ ...story, failures: ["a share was off"] })).toContain("BROKEN: a share was off");
});

const indexOf = (scenario: Scenario, options: StageOptions = {}) => {
  const report = storyReport(playStory(scenario, 3, { sampleSeconds: 0.02, ...options }));
  const [, tenants, index] = /what (\d+) tenants had of their due: ([\d.]+)/.exec(report) ?? [];
  return { report, tenants: Number(tenants), index: Number(index) };
};

describe("Jain's index", () => {
  it("counts those that were backlogged: who comes with a single job makes no story look unfair", () => {
    const { report, tenants, index } = indexOf(noisy);
    expect(report).toMatch(/^new0 .* - +[\d.]+ +[\d.]+ +[\d.]+$/m);
    expect(tenants).toBe(report.match(/^t\d /gm)?.length);
    expect(index).toBeGreaterThan(0.99);
  });

  it("measures who comes late, has other agents or a new weight by what was due to it then", () => {
    expect(indexOf(bursty).tenants).toBe(3);
    for (const scenario of [bursty, tierOutage, planChange])
      expect(indexOf(scenario).index).toBeGreaterThan(0.99);
  });

  it("shows a policy that is unfair, also to a tenant that never gets a turn", () => {
    const policies = Object.fromEntries(allPolicies.map((policy) => [policy.name, policy]));
    expect(indexOf(hog, { policy: policies["count-jobs"] }).index).toBeLessThan(0.7);
    expect(indexOf(quiet, { policy: policies["effective-priority"] }).index).toBeLessThan(0.7);
  });

  it("is not told when nobody was backlogged for long", () => {
    expect(indexOf(quiet).report).toContain("nobody was backlogged for so long");
  });
});

it("the chart has a line a tenant, says its title as text and nothing but numbers as places", () => {
  const chart = shareChart("noisy <1>", story.stage.recorder);
  expect(chart.match(/<polyline/g)?.length).toBe(Math.min(8, story.stage.world.tenants.size));
  expect(chart).toContain("noisy &lt;1&gt;");
  expect(chart).not.toMatch(/NaN|undefined|Infinity/);
});

it("a comparison has a row for each policy and figure", () => {
  const table = comparePolicies(allPolicies.slice(0, 2), [noisy], 1).split("\n");
  expect(table.length).toBe(1 + 2 * Object.keys(story.figures).length);
  expect(table[1]).toMatch(/^noisy +fair-share +0 of 1/);
});

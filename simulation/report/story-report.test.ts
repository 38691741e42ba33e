import { expect, it } from "vitest";
import { playStory } from "../play-story";
import { allPolicies } from "../policies/alternatives";
import { noisy } from "../scenarios/noisy";
import { comparePolicies } from "./compare-policies";
import { shareChart } from "./share-chart";
import { storyReport } from "./story-report";

const story = playStory(noisy, 1, { sampleSeconds: 5 });

it("a story is reported with each tenant's share beside its weight's, waits, Jain's index and the verdict", () => {
  const report = storyReport(story);
  expect(report).toMatch(/^t0 +\d+ +\d+ +[\d.]+ % +[\d.]+ % +[\d.]+ +[\d.]+ +[\d.]+$/m);
  expect(report).toMatch(/Jain's index .*: 0\.\d{4}/);
  expect(report).toContain("All promises held.");
  expect(storyReport({ ...story, failures: ["a share was off"] })).toContain("BROKEN: a share was off");
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

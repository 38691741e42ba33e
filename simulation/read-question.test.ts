import { describe, expect, it } from "vitest";
import { readQuestion } from "./read-question";

const read = (line: string) => readQuestion(line.split(" "));

describe("the command line of a simulation", () => {
  it.each([
    ["--scenario hog --seed x", `"x" is not a whole number.`],
    ["--scenario hog --seed -3", `"-3" is not a whole number.`],
    ["--scenario hog --seed 1.5", `"1.5" is not a whole number.`],
    ["--scenario hog --seed=", `"" is not a whole number.`],
    ["--agents shared=1 --arrivals-per-minute 1 --minutes abc", `"abc" is not a number above zero.`],
    [
      "--agents shared=1 --arrivals-per-minute 1 --minutes Infinity",
      `"Infinity" is not a number above zero.`,
    ],
    ["--agents shared=1 --arrivals-per-minute 0", `"0" is not a number above zero.`],
    ["--agents shared=1 --arrivals-per-minute 1 --tenants 0", "There must be at least one."],
    ["--agents gold=1 --arrivals-per-minute 1", `"gold=1" names no agents: write shared=8 or dedicated=2x4.`],
    ["--compare 0", "There must be at least one."],
    ["--scenario nope", "There is no scenario nope."],
    ["--compare 1 --scenario nope", "There is no scenario nope."],
    ["--scenario hog --policy nope", "There is no policy nope."],
  ])("%s: a wrong value is told with its fault", (line, fault) => {
    expect(() => read(line)).toThrow(/^error: option '--[a-z-]+ <[a-z]+>' argument '.*' is invalid\. /);
    expect(() => read(line)).toThrow(fault);
  });

  it.each([
    ["--agents", "--policy", "--agents shared=1 --arrivals-per-minute 1 --policy fair-share"],
    ["--agents", "--svg", "--agents shared=1 --arrivals-per-minute 1 --svg a.svg"],
    ["--scenario", "--agents", "--agents shared=1 --arrivals-per-minute 1 --scenario hog"],
    ["--scenario", "--tenants", "--scenario hog --tenants 3"],
    ["--scenario", "--trace", "--scenario hog --trace a.csv"],
    ["--trace", "--arrivals-per-minute", "--agents shared=1 --trace a.csv --arrivals-per-minute 1"],
    ["--trace", "--tenants", "--agents shared=1 --trace a.csv --tenants 3"],
    ["--trace", "--seed", "--agents shared=1 --trace a.csv --seed 3"],
    ["--compare", "--seed", "--compare 1 --seed 3"],
    ["--compare", "--policy", "--compare 1 --policy fair-share"],
    ["--compare", "--agents", "--compare 1 --agents shared=1"],
  ])("%s with %s, which it would not look at, is refused", (one, other, line) => {
    expect(() => read(line)).toThrow(
      new RegExp(`^error: option '${one} <[a-z]+>' cannot be used with option '${other} <[a-z]+>'$`),
    );
  });

  it.each([
    ["--seed 1", "Name a --scenario, or --agents and their arrivals."],
    ["--trace a.csv", "Name a --scenario, or --agents and their arrivals."],
    ["--agents shared=1", "Give either --trace or --arrivals-per-minute."],
  ])("%s: what is missing is named", (line, fault) => {
    expect(() => read(line)).toThrow(fault);
  });

  it("asks what it says", () => {
    expect(read("--scenario hog --seed 7 --policy count-jobs")).toMatchObject({
      kind: "story",
      scenario: { name: "hog" },
      seed: 7,
      policy: { name: "count-jobs" },
      svg: "simulation-hog-7.svg",
    });
    expect(read("--compare 2 --scenario hog")).toMatchObject({
      kind: "comparison",
      scenarios: [{ name: "hog" }],
      seeds: 2,
    });
    expect(read("--agents shared=1 --trace a.csv")).toEqual({
      kind: "trace",
      agents: [{ tier: "shared", count: 1, slots: 1 }],
      trace: "a.csv",
    });
    expect(read("--agents shared=1 --arrivals-per-minute 2 --tenants 3 --minutes 0.5")).toMatchObject({
      kind: "arrivals",
      model: { perMinute: 2, tenants: 3, minutes: 0.5, meanSeconds: 60 },
      seed: 1,
    });
  });
});

import { expect, it } from "vitest";
import { Random } from "./random";

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

it("one seed gives one sequence, neighbouring seeds give others, and a fork does not repeat its origin", () => {
  expect(draw(new Random(7), 50)).toEqual(draw(new Random(7), 50));
  expect(new Set([0, 1, 2, 3].flatMap((seed) => draw(new Random(seed), 50))).size).toBe(200);
  const random = new Random(7);
  const forked = draw(random.fork(), 50);
  expect(draw(random, 50).filter((value) => forked.includes(value))).toEqual([]);
});

it("values are spread evenly from 0 to below 1, integers reach both ends, and exponential gaps have their mean", () => {
  const random = new Random(1);
  const tenths = new Array<number>(10).fill(0);
  for (const value of draw(random, 20_000))
    tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1;
  for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  expect(new Set(Array.from({ length: 200 }, () => random.integer(3, 5)))).toEqual(new Set([3, 4, 5]));
  const gaps = Array.from({ length: 20_000 }, () => random.exponential(4));
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(4, 0);
});

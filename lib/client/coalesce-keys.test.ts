import type { QueryKey } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createKeyCoalescer } from "./coalesce-keys";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("hands keys on at most twice a second, each once a round", async () => {
  const rounds: QueryKey[][] = [];
  const coalescer = createKeyCoalescer((keys) => rounds.push(keys));
  for (let event = 0; event < 100; event++) {
    coalescer.add([
      ["listJobs", "a"],
      ["getJob", "a"],
    ]);
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(rounds.length).toBeLessThanOrEqual(3);
  expect(rounds[0]).toEqual([
    ["listJobs", "a"],
    ["getJob", "a"],
  ]);
});

it("leaves out a key that a shorter one covers", async () => {
  const rounds: QueryKey[][] = [];
  const coalescer = createKeyCoalescer((keys) => rounds.push(keys));
  coalescer.add([
    ["getJob", "a", "1"],
    ["getJob", "a"],
    ["getJob", "b"],
  ]);
  await vi.advanceTimersByTimeAsync(0);
  expect(rounds).toEqual([
    [
      ["getJob", "a"],
      ["getJob", "b"],
    ],
  ]);
});

it("hands nothing on after clear", async () => {
  const rounds: QueryKey[][] = [];
  const coalescer = createKeyCoalescer((keys) => rounds.push(keys));
  coalescer.add([["listJobs"]]);
  coalescer.clear();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(rounds).toEqual([]);
});

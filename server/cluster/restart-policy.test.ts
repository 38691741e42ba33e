import { describe, expect, it } from "vitest";
import { RestartPolicy } from "./restart-policy";

const limits = { endsMax: 5, windowMs: 60_000, waitMsMin: 100, waitMsMax: 300 };

describe("a process that ends", () => {
  it("is started again soon at first, then later and later, then not at all", () => {
    const policy = new RestartPolicy(limits);
    expect([0, 1, 2, 3, 4].map((second) => policy.noteEnd(second * 1_000))).toEqual([
      100,
      200,
      300,
      300,
      null,
    ]);
  });

  it("is started again for ever when it lives long enough in between", () => {
    const policy = new RestartPolicy(limits);
    for (let hour = 0; hour < 100; hour++) expect(policy.noteEnd(hour * 3_600_000)).toBe(100);
    for (let end = 0; end < 100; end++) expect(policy.noteEnd(1e9 + end * 15_001)).not.toBeNull();
  });
});

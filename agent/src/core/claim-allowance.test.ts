import { expect, test } from "vitest";
import { type ClaimFacts, claimAllowance } from "./claim-allowance";

const idle: ClaimFacts = {
  heldJobs: 0,
  capacity: 4,
  localLimit: null,
  beats: "ok",
  isDrainOrdered: false,
  isDisabled: false,
  isShuttingDown: false,
  isShortOfResources: false,
};

test("an idle agent asks for all of its slots", () => {
  expect(claimAllowance(idle)).toEqual({ mayPoll: true, maxJobs: 4 });
});

test("jobs held take their slots, and a capacity lowered below them gives 0 and not less", () => {
  expect(claimAllowance({ ...idle, heldJobs: 3 })).toEqual({ mayPoll: true, maxJobs: 1 });
  expect(claimAllowance({ ...idle, heldJobs: 3, capacity: 1 })).toEqual({ mayPoll: true, maxJobs: 0 });
});

test("the operator's limit can lower the server's but not raise it", () => {
  expect(claimAllowance({ ...idle, localLimit: 2 })).toEqual({ mayPoll: true, maxJobs: 2 });
  expect(claimAllowance({ ...idle, localLimit: 20 })).toEqual({ mayPoll: true, maxJobs: 4 });
});

test("a draining, disabled, stopping or starved agent only listens for orders", () => {
  for (const reason of ["isDrainOrdered", "isDisabled", "isShuttingDown", "isShortOfResources"] as const)
    expect(claimAllowance({ ...idle, [reason]: true })).toEqual({ mayPoll: true, maxJobs: 0 });
});

test("an agent whose beats fail, or who has not beaten yet, does not poll at all", () => {
  expect(claimAllowance({ ...idle, beats: "failing" })).toEqual({ mayPoll: false });
  expect(claimAllowance({ ...idle, beats: "none_yet" })).toEqual({ mayPoll: false });
});

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { type Topic, waitForWake, wake } from "@/lib/live/wake-hub";

const topic = (name: string): Topic => `log:${name}`;
const never = new AbortController().signal;

describe("a wait", () => {
  it("ends at a wake of any of its topics, and at no other", async () => {
    const ended: string[] = [];
    const waits = ["a", "b"].map((name) =>
      waitForWake([topic(name), topic("both")], 60_000, never).then(() => ended.push(name)),
    );
    wake(topic("c"));
    wake(topic("a"));
    await waits[0];
    expect(ended).toEqual(["a"]);
    wake(topic("both"));
    await waits[1];
  });

  it("ends when its caller goes, also one that has gone already", async () => {
    const caller = new AbortController();
    const wait = waitForWake([topic("d")], 60_000, caller.signal);
    caller.abort();
    await wait;
    await waitForWake([topic("d")], 60_000, caller.signal);
  });

  it("ends when its time is up, whatever the garbage collector takes meanwhile", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    let ended = 0;
    for (let i = 0; i < 20; i++) {
      const caller = AbortSignal.any([never, new AbortController().signal]);
      void waitForWake([topic("e")], 50, caller).then(() => (ended += 1));
    }
    await expect
      .poll(
        () => {
          collect();
          return ended;
        },
        { interval: 10, timeout: 5_000 },
      )
      .toBe(20);
  });
});

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  isWatched,
  type LogTopic,
  noteWatchedElsewhere,
  type Topic,
  tellPeers,
  waitForWake,
  wake,
  wakeAllHere,
  wakeHere,
  watch,
  watchedHere,
} from "@/lib/live/wake-hub";

const topic = (name: string): LogTopic => `log:${name}`;
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

  it("goes on at a wake that is not meant for it", async () => {
    let isMeant = false;
    let ended = false;
    const wait = waitForWake([topic("f")], 60_000, never, () => isMeant).then(() => {
      ended = true;
    });
    wake(topic("f"));
    await Promise.resolve();
    expect(ended).toBe(false);
    isMeant = true;
    wake(topic("f"));
    await wait;
  });

  it("ends, whatever it waits for, when everybody is woken", async () => {
    const waits = ["g", "h"].map((name) => waitForWake([topic(name)], 60_000, never));
    wakeAllHere();
    await Promise.all(waits);
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

describe("other processes", () => {
  it("hear of every wake and watch of this one, and not of what they have told it", () => {
    const heard: string[] = [];
    const woken = (of: Topic) => heard.push(`woken ${of}`);
    tellPeers({ woken, watched: (of) => heard.push(`watched ${of}`) });
    wake("queue");
    wakeHere("events");
    watch(topic("i"))();
    tellPeers(null);
    wake("keys");
    expect(heard).toEqual(["woken queue", "watched log:i"]);
  });
});

describe("a log", () => {
  it("counts as followed until the last of its followers leaves, however often one leaves", () => {
    const [first, second] = [watch(topic("j")), watch(topic("j"))];
    first();
    first();
    expect(isWatched(topic("j"))).toBe(true);
    expect(watchedHere()).toContain(topic("j"));
    second();
    expect(isWatched(topic("j"))).toBe(false);
    expect(watchedHere()).not.toContain(topic("j"));
  });

  it("counts as followed while another process says so", () => {
    noteWatchedElsewhere([topic("k")], 60_000);
    expect(isWatched(topic("k"))).toBe(true);
  });
});

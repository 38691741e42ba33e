import { randomUUID } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { PeerWakes } from "@/lib/live/peer-wakes";
import { isWatchedElsewhere, type LogTopic, noteWatchedElsewhere, type Topic } from "@/lib/live/wake-hub";

const ANNOUNCED_MS = 60_000;
const newLog = (): LogTopic => `log:${randomUUID()}`;

/** A process whose sendings are kept until `deliver`; each sending may be made to fail or to last. */
function process(id: string, watched: LogTopic[] = []) {
  const sent: string[][] = [];
  const woken: Topic[] = [];
  const warned: unknown[][] = [];
  let answer = async () => {};
  const peers = new PeerWakes({
    id,
    send: async (texts) => {
      sent.push(texts);
      await answer();
    },
    here: { wakeHere: (topic) => woken.push(topic), watchedHere: () => watched, noteWatchedElsewhere },
    log: { warn: (...said: unknown[]) => void warned.push(said) },
  });
  onTestFinished(() => peers.stop());
  return { peers, sent, woken, warned, answerBy: (next: () => Promise<void>) => (answer = next) };
}

describe("wakes between processes", () => {
  it("go out together: a burst is one sending that names each topic once", async () => {
    const { peers, sent } = process("a");
    for (let i = 0; i < 1_000; i++) peers.noteWake(i % 2 ? "queue" : "events");
    await expect.poll(() => sent.length).toBe(1);
    expect(sent).toEqual([["a wake events queue"]]);
  });

  it("that come while others are sent follow in one more sending, not at once", async () => {
    const { peers, sent, answerBy } = process("a");
    const sentAt: number[] = [];
    answerBy(async () => {
      sentAt.push(performance.now());
      for (let i = 0; i < 100 && sentAt.length === 1; i++) peers.noteWake("queue");
    });
    peers.noteWake("events");
    await expect.poll(() => sent).toEqual([["a wake events"], ["a wake queue"]]);
    expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThan(15);
  });

  it("wake the others and never the sender", async () => {
    const [a, b] = [process("a"), process("b")];
    a.peers.noteWake("queue:premium");
    await expect.poll(() => a.sent.length).toBe(1);
    for (const text of a.sent.flat()) for (const { peers } of [a, b]) peers.receive(text);
    expect(a.woken).toEqual([]);
    expect(b.woken).toEqual(["queue:premium"]);
  });

  it("that cannot be sent are dropped and told in the log, and the next ones go out", async () => {
    const { peers, sent, warned, answerBy } = process("a");
    answerBy(() => Promise.reject(new Error("no connection")));
    peers.noteWake("queue");
    await expect.poll(() => sent.length).toBe(1);
    answerBy(async () => {});
    peers.noteWake("events");
    await expect.poll(() => sent).toEqual([["a wake queue"], ["a wake events"]]);
    expect(warned).toEqual([
      [
        { reason: "no connection", times: 1 },
        "other server processes cannot be told of news: they look for themselves",
      ],
    ]);
  });
});

describe("a log", () => {
  it("is sent only while another process has somebody who follows it", async () => {
    const [followed, other] = [newLog(), newLog()];
    const a = process("a");
    a.peers.receive(`b watch ${followed}`);
    a.peers.noteWake(other);
    a.peers.noteWake(followed);
    await expect.poll(() => a.sent).toEqual([[`a wake ${followed}`]]);
    expect(isWatchedElsewhere(followed)).toBe(true);
    expect(isWatchedElsewhere(other)).toBe(false);
  });

  it("that is followed here is announced, in as many messages as it takes", async () => {
    const watched = Array.from({ length: 400 }, newLog);
    const [a, b] = [process("a", watched), process("b")];
    a.peers.announce();
    await expect.poll(() => a.sent.flat().length).toBe(3);
    for (const text of a.sent.flat()) b.peers.receive(text);
    expect(watched.filter((topic) => !isWatchedElsewhere(topic))).toEqual([]);
  });

  it("is forgotten when nobody says any more that it is followed", () => {
    const [past, present] = [newLog(), newLog()];
    noteWatchedElsewhere([past], -1);
    noteWatchedElsewhere([present], ANNOUNCED_MS);
    expect([past, present].map(isWatchedElsewhere)).toEqual([false, true]);
  });
});

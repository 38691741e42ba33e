import { EventEmitter } from "node:events";
import type { QueueTopic } from "@/lib/live/queue-topics";

/**
 * Signals that something may have changed, within this process and, where peer-wakes.ts carries them, between processes.
 * Only a hint: whoever waits looks at the database again, and looks anyway after a second or two, so a lost wake costs
 * latency and never correctness.
 * Kept on globalThis because the server's bundle and Next's bundle are two module graphs in one process.
 */
export type LogTopic = `log:${string}`;
export type Topic = QueueTopic | "events" | "keys" | LogTopic;

interface Hub {
  wakes: EventEmitter;
  /** Topics that somebody follows in this process, with how many do. */
  watched: Map<LogTopic, number>;
  /** Topics that somebody follows in another process, and until when that is believed. */
  watchedElsewhere: Map<LogTopic, number>;
  /** Told of what happens here, for other processes. */
  peers: { woken(topic: Topic): void; watched(topic: LogTopic): void } | null;
}

const KEY = Symbol.for("muster.wakeHub");
type Holder = { [KEY]?: Hub };

function hub(): Hub {
  const holder = globalThis as Holder;
  if (!holder[KEY]) {
    const wakes = new EventEmitter().setMaxListeners(0);
    holder[KEY] = { wakes, watched: new Map(), watchedElsewhere: new Map(), peers: null };
  }
  return holder[KEY];
}

/** Call after commit. */
export function wake(topic: Topic): void {
  wakeHere(topic);
  hub().peers?.woken(topic);
}

/** As `wake`, and no other process is told. */
export function wakeHere(topic: Topic): void {
  hub().wakes.emit(topic);
}

/** Wakes everybody in this process: something may have changed, and nobody knows what. */
export function wakeAllHere(): void {
  for (const topic of hub().wakes.eventNames()) hub().wakes.emit(topic);
}

/** Calls `listener` at every wake of `topic` from now on, before `wake` returns. For what lives as long as the process. */
export function onWake(topic: Topic, listener: () => void): void {
  hub().wakes.on(topic, listener);
}

/**
 * Resolves at the first wake of one of `topics` that `isMeant`, after `waitMs`, or when `signal` aborts; never rejects.
 * The time is a timer's and not AbortSignal.timeout's: combined by AbortSignal.any, Node 20 lets the collector take that
 * away unfired, and the wait would have no end.
 */
export function waitForWake<T extends Topic>(
  topics: readonly T[],
  waitMs: number,
  signal: AbortSignal,
  isMeant: (topic: T) => boolean = () => true,
): Promise<void> {
  return new Promise((resolve) => {
    const { wakes } = hub();
    const listeners = topics.map((topic) => ({ topic, listener: () => void (isMeant(topic) && end()) }));
    const end = () => {
      clearTimeout(timer);
      for (const { topic, listener } of listeners) wakes.off(topic, listener);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, Math.ceil(waitMs))).unref();
    for (const { topic, listener } of listeners) wakes.on(topic, listener);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}

/** Says that somebody follows `topic`, also while nobody happens to wait for it, until the answer is called. */
export function watch(topic: LogTopic): () => void {
  const { watched, peers } = hub();
  watched.set(topic, (watched.get(topic) ?? 0) + 1);
  peers?.watched(topic);
  let hasLeft = false;
  return () => {
    if (hasLeft) return;
    hasLeft = true;
    const left = (watched.get(topic) ?? 1) - 1;
    if (left > 0) watched.set(topic, left);
    else watched.delete(topic);
  };
}

/** What is followed in this process. */
export function watchedHere(): LogTopic[] {
  return [...hub().watched.keys()];
}

/** Whether anybody follows `topic`, in this process or, as far as is known, in another. */
export function isWatched(topic: LogTopic): boolean {
  return hub().watched.has(topic) || isWatchedElsewhere(topic);
}

export function isWatchedElsewhere(topic: LogTopic): boolean {
  return (hub().watchedElsewhere.get(topic) ?? 0) > performance.now();
}

/** Another process has somebody who follows these; forgotten after `forMs` unless it says so again. */
export function noteWatchedElsewhere(topics: readonly LogTopic[], forMs: number): void {
  const { watchedElsewhere } = hub();
  const now = performance.now();
  for (const [topic, until] of watchedElsewhere) if (until <= now) watchedElsewhere.delete(topic);
  for (const topic of topics) watchedElsewhere.set(topic, now + forMs);
}

/** From now on `peers` hears of every wake and watch of this process; null: nobody does. */
export function tellPeers(peers: Hub["peers"]): void {
  hub().peers = peers;
}

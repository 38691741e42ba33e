import { EventEmitter } from "node:events";

/**
 * In-process signals that something may have changed. Only a hint: whoever waits looks at the database again, and
 * looks anyway after a second or two, so a lost or foreign-process wake costs latency and never correctness.
 * Kept on globalThis because the server's bundle and Next's bundle are two module graphs in one process.
 */
export type Topic = "queue" | "events" | "agent-keys" | `log:${string}`;

const KEY = Symbol.for("muster.wakeHub");
type Holder = { [KEY]?: EventEmitter };

function hub(): EventEmitter {
  const holder = globalThis as Holder;
  if (!holder[KEY]) {
    holder[KEY] = new EventEmitter();
    holder[KEY].setMaxListeners(0);
  }
  return holder[KEY];
}

/** Call after commit. */
export function wake(topic: Topic): void {
  hub().emit(topic);
}

/** Calls `listener` at every wake of `topic` from now on, before `wake` returns. For what lives as long as the process. */
export function onWake(topic: Topic, listener: () => void): void {
  hub().on(topic, listener);
}

/**
 * Resolves at the first wake of one of `topics`, after `waitMs`, or when `signal` aborts; never rejects.
 * The time is a timer's and not AbortSignal.timeout's: combined by AbortSignal.any, Node 20 lets the collector take that
 * away unfired, and the wait would have no end.
 */
export function waitForWake(topics: readonly Topic[], waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      for (const topic of topics) hub().off(topic, end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, Math.ceil(waitMs))).unref();
    for (const topic of topics) hub().on(topic, end);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}

const watchName = (topic: Topic) => `watch ${topic}`;

/** Says that somebody follows `topic`, also while nobody happens to wait for it, until the answer is called. */
export function watch(topic: Topic): () => void {
  const watching = () => {};
  hub().on(watchName(topic), watching);
  return () => void hub().off(watchName(topic), watching);
}

/** Whether anybody follows `topic` in this process. */
export function isWatched(topic: Topic): boolean {
  return hub().listenerCount(watchName(topic)) > 0;
}

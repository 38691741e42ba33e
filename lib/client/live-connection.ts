import { ApiError } from "@/lib/client/api-error";

/** `connecting` at first; `live` while the stream is open; `down` when it has been away for longer than the grace; `refused` for good. */
export type ConnectionState = "connecting" | "live" | "down" | "refused";

export interface LiveConnectionOptions {
  /** Opens the stream; settles when it has ended for whatever reason. */
  open: (handlers: { onOpen: () => void; signal: AbortSignal }) => Promise<void>;
  onState: (state: ConnectionState) => void;
  random?: () => number;
}

export interface LiveConnection {
  /** Tries at once in place of waiting out the delay, e.g. when the browser is online again. */
  wake: () => void;
  stop: () => void;
}

/** Below this a break is not worth a word: a server that ends a long answer is reconnected to unnoticed. */
const GRACE_MS = 2_000;
/** A stream that held so long starts the back-off from the beginning. */
const SETTLED_MS = 5_000;
const DELAY_MS = 500;
const DELAY_MAX_MS = 30_000;

/** Half to whole of a doubling delay, so that the browsers of a restarted server do not return in step. */
export function reconnectDelayMs(failures: number, random: number): number {
  const whole = Math.min(DELAY_MAX_MS, DELAY_MS * 2 ** Math.min(failures, 16));
  return whole / 2 + (random * whole) / 2;
}

/** Keeps one stream open until stopped. A refusal that repeating cannot change (401, 403, 404) ends the attempts. */
export function startLiveConnection({
  open,
  onState,
  random = Math.random,
}: LiveConnectionOptions): LiveConnection {
  const stopping = new AbortController();
  let failures = 0;
  let wake = () => {};
  let state: ConnectionState = "connecting";
  let grace: ReturnType<typeof setTimeout> | undefined;

  function become(next: ConnectionState) {
    clearTimeout(grace);
    grace = undefined;
    if (next === state || stopping.signal.aborted) return;
    state = next;
    onState(next);
  }

  function away() {
    grace ??= setTimeout(() => become("down"), GRACE_MS);
  }

  async function once(): Promise<"again" | "refused"> {
    let settled: ReturnType<typeof setTimeout> | undefined;
    const onOpen = () => {
      become("live");
      settled = setTimeout(() => {
        failures = 0;
      }, SETTLED_MS);
    };
    try {
      await open({ onOpen, signal: stopping.signal });
      return "again";
    } catch (error) {
      return isFinal(error) ? "refused" : "again";
    } finally {
      clearTimeout(settled);
    }
  }

  async function run() {
    away();
    while (!stopping.signal.aborted) {
      if ((await once()) === "refused") return become("refused");
      if (stopping.signal.aborted) return;
      away();
      await pause(reconnectDelayMs(failures++, random()));
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  void run();
  return {
    wake: () => wake(),
    stop: () => {
      clearTimeout(grace);
      stopping.abort();
      wake();
    },
  };
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && [401, 403, 404].includes(error.status ?? 0);
}

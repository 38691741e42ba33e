import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/client/api-error";
import type { Problem } from "@/lib/contracts/problem";
import { type ConnectionState, reconnectDelayMs, startLiveConnection } from "./live-connection";

const refusal = (status: number) =>
  new ApiError("no", {
    type: "x",
    title: "x",
    status,
    code: "forbidden",
    detail: "no",
    request_id: "r",
  } as Problem);

/** A stream in the hands of the test: each opening is one entry. */
function trialStream() {
  const openings: {
    accept: () => void;
    end: () => void;
    fail: (error: Error) => void;
    signal: AbortSignal;
  }[] = [];
  const open = ({ onOpen, signal }: { onOpen: () => void; signal: AbortSignal }) =>
    new Promise<void>((resolve, reject) => {
      openings.push({ accept: onOpen, end: resolve, fail: reject, signal });
    });
  return { open, openings };
}

describe("startLiveConnection", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function start() {
    const states: ConnectionState[] = [];
    const { open, openings } = trialStream();
    const connection = startLiveConnection({ open, onState: (state) => states.push(state), random: () => 1 });
    return { states, openings, connection };
  }

  it("is live once the stream is open", () => {
    const { states, openings } = start();
    openings[0]?.accept();
    expect(states).toEqual(["live"]);
  });

  it("reconnects after a break without a word when it is quick", async () => {
    const { states, openings } = start();
    openings[0]?.accept();
    openings[0]?.end();
    await vi.advanceTimersByTimeAsync(500);
    openings[1]?.accept();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(states).toEqual(["live"]);
  });

  it("says down when the break outlasts the grace, and live again afterwards", async () => {
    const { states, openings } = start();
    openings[0]?.accept();
    openings[0]?.fail(new Error("line lost"));
    await vi.advanceTimersByTimeAsync(2_500);
    expect(states).toEqual(["live", "down"]);
    openings.at(-1)?.accept();
    expect(states).toEqual(["live", "down", "live"]);
  });

  it("waits longer from failure to failure, up to 30 s, and starts over after a stream that held", async () => {
    const { openings } = start();
    for (let failure = 0; failure < 12; failure++) {
      const before = openings.length;
      openings.at(-1)?.fail(new Error("away"));
      await vi.advanceTimersByTimeAsync(reconnectDelayMs(failure, 1) - 1);
      expect(openings).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(openings).toHaveLength(before + 1);
    }
    openings.at(-1)?.accept();
    await vi.advanceTimersByTimeAsync(5_000);
    const before = openings.length;
    openings.at(-1)?.end();
    await vi.advanceTimersByTimeAsync(500);
    expect(openings).toHaveLength(before + 1);
  });

  it("gives up on a refusal and does not ask again", async () => {
    const { states, openings } = start();
    openings[0]?.fail(refusal(403));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(states).toEqual(["refused"]);
    expect(openings).toHaveLength(1);
  });

  it("tries again after a fault of the server", async () => {
    const { openings } = start();
    openings[0]?.fail(refusal(503));
    await vi.advanceTimersByTimeAsync(500);
    expect(openings).toHaveLength(2);
  });

  it("does not wait any longer when it is woken", async () => {
    const { openings, connection } = start();
    openings[0]?.fail(new Error("away"));
    await vi.advanceTimersByTimeAsync(0);
    connection.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(openings).toHaveLength(2);
  });

  it("closes the stream and says nothing more after stop", async () => {
    const { states, openings, connection } = start();
    connection.stop();
    expect(openings[0]?.signal.aborted).toBe(true);
    openings[0]?.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(openings).toHaveLength(1);
    expect(states).toEqual([]);
  });
});

describe("reconnectDelayMs", () => {
  it("lies between half and all of a doubling delay that ends at 30 s", () => {
    expect(reconnectDelayMs(0, 0)).toBe(250);
    expect(reconnectDelayMs(0, 1)).toBe(500);
    expect(reconnectDelayMs(3, 1)).toBe(4_000);
    expect(reconnectDelayMs(50, 1)).toBe(30_000);
    expect(reconnectDelayMs(50, 0)).toBe(15_000);
  });
});

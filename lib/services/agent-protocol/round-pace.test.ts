import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RoundPace } from "@/lib/services/agent-protocol/round-pace";

const NEVER = new Promise<void>(() => {});
const LONG_MS = 60_000;

beforeEach(
  () =>
    void vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
    }),
);
afterEach(() => void vi.useRealTimers());

/** How long after a round that found nothing a claim that can wait is looked at. */
async function restedMs(pace: RoundPace, meanwhile: () => void): Promise<number> {
  pace.beginRound();
  pace.noteQuiet();
  const startedAt = performance.now();
  let endedAt: number | null = null;
  void pace
    .rest(NEVER, LONG_MS, () => false)
    .then(() => {
      endedAt = performance.now();
    });
  pace.noteNew(LONG_MS);
  meanwhile();
  while (endedAt === null) await vi.advanceTimersByTimeAsync(1);
  return endedAt - startedAt;
}

it("claims of a quiet time are gathered, and looked at together", async () => {
  expect(await restedMs(new RoundPace(), () => {})).toBeGreaterThan(400);
});

it("news end the quiet time, also those that concern nobody who waits yet", async () => {
  const pace = new RoundPace();
  expect(await restedMs(pace, () => pace.noteNews())).toBeLessThan(5);
});

import type { BenchAgent } from "./bench-agent";
import { type FleetOptions, runFleet } from "./run-fleet";

export interface Fleet {
  /** Rejects when an agent meets an error. */
  working: Promise<void>;
  /** No agent claims again; resolves when all have ended what they have. */
  stop(): Promise<void>;
}

/** A fleet that works until it is stopped. */
export function startFleet(agents: readonly BenchAgent[], options: Omit<FleetOptions, "isOver">): Fleet {
  let isOver = false;
  const working = runFleet(agents, { ...options, isOver: () => isOver });
  // Whoever stops the fleet hears of an error.
  working.catch(() => {});
  return {
    working,
    stop: async () => {
      isOver = true;
      await working;
    },
  };
}

/** Plays while a fleet works, and answers what came of it when the agents have ended all that they have. */
export async function besideFleet<T>(
  agents: readonly BenchAgent[],
  options: Omit<FleetOptions, "isOver">,
  play: () => Promise<T>,
): Promise<T> {
  const fleet = startFleet(agents, options);
  const failed = fleet.working.then((): never => {
    throw new Error("The fleet ended too early.");
  });
  const result = await Promise.race([play(), failed]).catch((error: unknown) => {
    void fleet.stop().catch(() => {});
    throw error;
  });
  await fleet.stop();
  return result;
}

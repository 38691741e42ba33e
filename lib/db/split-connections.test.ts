import { expect, it } from "vitest";
import { CONNECTIONS_MIN, splitConnections } from "@/lib/db/split-connections";

it("every use has its own connections, most are the queue's, and none is too many", () => {
  for (let max = CONNECTIONS_MIN; max <= 200; max++) {
    const { queue, beats, console } = splitConnections(max);
    expect(queue + beats + console).toBe(max);
    expect(Math.min(beats, console)).toBeGreaterThanOrEqual(1);
    expect(queue).toBeGreaterThanOrEqual(Math.max(3, max / 2));
  }
});

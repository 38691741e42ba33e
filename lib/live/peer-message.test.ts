import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { formatPeerMessage, MESSAGE_TOPICS_MAX, parsePeerMessage } from "@/lib/live/peer-message";
import type { LogTopic } from "@/lib/live/wake-hub";

const logs = (count: number) => Array.from({ length: count }, (): LogTopic => `log:${randomUUID()}`);

describe("a message between processes", () => {
  it("is read as it was written", () => {
    const messages = [
      { from: "a", verb: "wake" as const, topics: ["queue:shared" as const, "events" as const, ...logs(2)] },
      { from: "b", verb: "watch" as const, topics: logs(2) },
    ];
    for (const message of messages) expect(parsePeerMessage(formatPeerMessage(message))).toEqual(message);
  });

  it("fits into a notification however many topics there are", () => {
    const longest = { from: randomUUID(), verb: "watch", topics: logs(MESSAGE_TOPICS_MAX) } as const;
    expect(Buffer.byteLength(formatPeerMessage(longest))).toBeLessThan(8_000);
  });

  it("of another version wakes what both know and breaks nothing", () => {
    expect(parsePeerMessage("a wake queue:gold events log:x __proto__")?.topics).toEqual(["events"]);
    for (const text of ["", " ", "a", "a sing queue", "echo 1"]) expect(parsePeerMessage(text)).toBeNull();
  });
});

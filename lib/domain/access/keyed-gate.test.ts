import { expect, test } from "vitest";
import { KeyedGate } from "@/lib/domain/access/keyed-gate";

const gateOf = (atOnceMax: number, waitingMax: number) =>
  new KeyedGate({ limit: "test", atOnceMax, waitingMax, retryAfterSeconds: 3 });

test("one key holds at most its places, is told when to come back, and takes none from another", async () => {
  const gate = gateOf(2, 0);
  const leave = await gate.enter("a");
  await gate.enter("a");
  await expect(gate.enter("a")).rejects.toMatchObject({
    code: "rate_limited",
    extras: { retryAfterSeconds: 3, members: { limit: "test", max: 2 } },
  });
  await gate.enter("b");
  leave();
  await gate.enter("a");
  await expect(gate.enter("a")).rejects.toMatchObject({ code: "rate_limited" });
});

test("leaving twice frees one place", async () => {
  const gate = gateOf(2, 0);
  const leave = await gate.enter("a");
  await gate.enter("a");
  leave();
  leave();
  await gate.enter("a");
  await expect(gate.enter("a")).rejects.toMatchObject({ code: "rate_limited" });
});

test("who waits gets in by order of arrival, and nobody who comes later gets in before", async () => {
  const gate = gateOf(1, 2);
  const order: string[] = [];
  const first = await gate.enter("a");
  const waiting = ["second", "third"].map((name) => gate.run("a", async () => void order.push(name)));
  await expect(gate.enter("a")).rejects.toMatchObject({ code: "rate_limited" });
  first();
  const later = gate.run("a", async () => void order.push("later"));
  await Promise.all([...waiting, later]);
  expect(order).toEqual(["second", "third", "later"]);
});

test("work that fails gives its place back", async () => {
  const gate = gateOf(1, 0);
  await expect(gate.run("a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await expect(gate.run("a", async () => 1)).resolves.toBe(1);
});

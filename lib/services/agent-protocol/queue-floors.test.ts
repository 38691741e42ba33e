import { expect, it } from "vitest";
import { QueueFloors } from "@/lib/services/agent-protocol/queue-floors";

/** Floors with a clock that is moved by hand. */
function floorsAt(start = 0) {
  const clock = { ms: start };
  return { clock, floors: new QueueFloors(() => clock.ms) };
}

it("settlements are looked for from the one on that was settled last when those before it had time to be committed", () => {
  const { clock, floors } = floorsAt();
  floors.noteSettled(10);
  clock.ms = 3_000;
  floors.noteSettled(20);
  expect(floors.ofSettlements()).toBe(0);
  clock.ms = 6_000;
  floors.noteSettled(30);
  // Of 20 and 30 nobody knows yet whether a lower one is still on its way.
  expect(floors.ofSettlements()).toBe(11);
  clock.ms = 9_000;
  floors.noteSettled(40);
  expect(floors.ofSettlements()).toBe(11);
});

it("every ten seconds all settlements are looked at, so that none lies before the floor for longer", () => {
  const { clock, floors } = floorsAt();
  floors.noteSettled(10);
  clock.ms = 6_000;
  floors.noteSettled(20);
  clock.ms = 9_999;
  expect(floors.ofSettlements()).toBe(11);
  clock.ms = 10_000;
  expect([floors.ofSettlements(), floors.ofSettlements()]).toEqual([0, 11]);
});

it("leases of the agents that the last round looked at have floors, those of others have none", () => {
  const { floors } = floorsAt();
  floors.noteLeases([
    { id: "a", leaseFloor: 7 },
    { id: "b", leaseFloor: 8 },
  ]);
  floors.noteLeases([{ id: "b", leaseFloor: 9 }]);
  expect(floors.ofLeases()).toEqual({ b: 9 });
});

it("every ten seconds all leases are looked at, so that those of a database that was put back count", () => {
  const { clock, floors } = floorsAt();
  floors.noteLeases([{ id: "a", leaseFloor: 7 }]);
  clock.ms = 9_999;
  expect(floors.ofLeases()).toEqual({ a: 7 });
  clock.ms = 10_000;
  expect([floors.ofLeases(), floors.ofLeases()]).toEqual([{}, { a: 7 }]);
});

it("after a failure everything is looked at from the beginning, as another database may have answered", () => {
  const { clock, floors } = floorsAt();
  floors.noteLeases([{ id: "a", leaseFloor: 7 }]);
  floors.noteSettled(10);
  clock.ms = 6_000;
  floors.noteSettled(20);
  floors.forget();
  expect([floors.ofLeases(), floors.ofSettlements()]).toEqual([{}, 0]);
  clock.ms = 8_000;
  floors.noteSettled(5);
  expect(floors.ofSettlements()).toBe(0);
});

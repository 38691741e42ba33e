import { expect, test } from "vitest";
import { LeaseFence } from "./lease-fence";

test("a lease is counted from when its renewal was sent", () => {
  const fence = new LeaseFence();
  fence.renew("a", 1_000, 30);
  expect(fence.expired(30_999)).toEqual([]);
  expect(fence.expired(31_000)).toEqual(["a"]);
});

test("an old answer that arrives late does not shorten a newer lease", () => {
  const fence = new LeaseFence();
  fence.renew("a", 10_000, 30);
  fence.renew("a", 5_000, 30);
  expect(fence.nextDeadline()).toBe(40_000);
});

test("a later renewal counts, also when the control plane gives shorter leases now", () => {
  const fence = new LeaseFence();
  fence.renew("a", 0, 30);
  fence.renew("a", 1_000, 5);
  expect(fence.nextDeadline()).toBe(6_000);
});

test("a released job never expires", () => {
  const fence = new LeaseFence();
  fence.renew("a", 0, 30);
  fence.renew("b", 0, 60);
  fence.release("a");
  expect(fence.expired(1e9)).toEqual(["b"]);
  fence.release("b");
  expect(fence.nextDeadline()).toBeNull();
});

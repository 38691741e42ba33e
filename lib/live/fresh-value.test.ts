import { expect, it } from "vitest";
import { FreshValue } from "@/lib/live/fresh-value";

/** Loads that end when the test says so, each with its number as the value. */
function controlled() {
  const loads: PromiseWithResolvers<number>[] = [];
  const clock = { now: 0 };
  const load = () => {
    const next = withResolvers<number>();
    loads.push(next);
    return next.promise;
  };
  const value = new FreshValue(load, { freshMs: 500, usableMs: 1_000 }, () => clock.now);
  return { value, loads, clock };
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let [resolve, reject]: [(value: T) => void, (error: Error) => void] = [() => {}, () => {}];
  const promise = new Promise<T>((onValue, onError) => {
    [resolve, reject] = [onValue, onError];
  });
  return { promise, resolve, reject };
}

it("all who ask at first wait for one load", async () => {
  const { value, loads } = controlled();
  const answers = [value.get(), value.get(), value.get()];
  expect(loads).toHaveLength(1);
  loads[0]?.resolve(1);
  expect(await Promise.all(answers)).toEqual([1, 1, 1]);
});

it("a fresh one is not loaded again; an older one serves while one load is under way; too old a one does not", async () => {
  const { value, loads, clock } = controlled();
  const first = value.get();
  loads[0]?.resolve(1);
  await first;
  clock.now = 500;
  expect(await value.get()).toBe(1);
  expect(loads).toHaveLength(1);
  clock.now = 501;
  expect(await Promise.all([value.get(), value.get()])).toEqual([1, 1]);
  expect(loads).toHaveLength(2);
  clock.now = 1_001;
  const late = value.get();
  loads[1]?.resolve(2);
  expect(await late).toBe(2);
  expect(loads).toHaveLength(2);
});

it("counts its age from the start of the load", async () => {
  const { value, loads, clock } = controlled();
  const first = value.get();
  clock.now = 2_000;
  loads[0]?.resolve(1);
  await first;
  const second = value.get();
  loads[1]?.resolve(2);
  expect(await second).toBe(2);
});

it("a load that fails fails those who wait for it, and the next call loads again", async () => {
  const { value, loads } = controlled();
  const failing = value.get();
  loads[0]?.reject(new Error("the database is away"));
  await expect(failing).rejects.toThrow("the database is away");
  const next = value.get();
  loads[1]?.resolve(2);
  expect(await next).toBe(2);
});

it("forgotten, it is loaded anew for whoever asks then; a load from before serves only those who wait for it", async () => {
  const { value, loads } = controlled();
  const before = value.get();
  value.forget();
  const after = value.get();
  expect(loads).toHaveLength(2);
  loads[1]?.resolve(2);
  loads[0]?.resolve(1);
  expect(await Promise.all([before, after])).toEqual([1, 2]);
  expect(await value.get()).toBe(2);
  value.forget();
  loads.length = 0;
  const again = value.get();
  loads[0]?.resolve(3);
  expect(await again).toBe(3);
});

import { expect, test } from "vitest";
import { repeatWhileFull } from "@/lib/services/maintenance/repeat-while-full";

/** Batches of at most 10 rows that take 300 ms each, while there are `rows`. */
async function work(rows: number) {
  let [left, time, batches] = [rows, 5_000, 0];
  const doBatch = async () => {
    const changed = Math.min(10, left);
    left -= changed;
    time += 300;
    batches++;
    return { changed, isFull: changed === 10 };
  };
  const changed = await repeatWhileFull(doBatch, () => time);
  return { changed, batches };
}

test("what there is to do is done to the end within a second, and a batch that is not full is the last", async () => {
  expect(await work(0)).toEqual({ changed: 0, batches: 1 });
  expect(await work(9)).toEqual({ changed: 9, batches: 1 });
  expect(await work(25)).toEqual({ changed: 25, batches: 3 });
});

test("no batch begins after a second, however much is left", async () => {
  expect(await work(1_000)).toEqual({ changed: 40, batches: 4 });
});

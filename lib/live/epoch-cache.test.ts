import { expect, it } from "vitest";
import { EpochCache } from "@/lib/live/epoch-cache";

/** A database of one number and rows, whose answers a test can hold back. */
class Source {
  epoch = 1;
  row = "first";
  isKept = true;
  epochReads = 0;
  reads: string[] = [];
  held: (() => void)[] | null = null;

  async readEpoch(): Promise<string> {
    this.epochReads += 1;
    const seen = `${this.epoch}`;
    await new Promise<void>((resolve) => (this.held ? this.held.push(resolve) : resolve()));
    return seen;
  }

  async read(key: string) {
    this.reads.push(key);
    return { row: `${key} ${this.row}`, epoch: `${this.epoch}`, isKept: this.isKept };
  }

  change(row: string): void {
    this.epoch += 1;
    this.row = row;
  }
}

const NEVER_MS = 3_600_000;

it("reads a row once for as long as nothing changes", async () => {
  const source = new Source();
  const cache = new EpochCache(source, { rowsMax: 10, checkMs: NEVER_MS });
  for (let i = 0; i < 3; i++) expect(await cache.get("a")).toBe("a first");
  expect(source.reads).toEqual(["a"]);
  expect(source.epochReads).toBe(1);
});

it("sees a change at the next look at the number, and at once when it is told to forget", async () => {
  const source = new Source();
  const eager = new EpochCache(source, { rowsMax: 10, checkMs: 0 });
  const told = new EpochCache(source, { rowsMax: 10, checkMs: NEVER_MS });
  for (const cache of [eager, told]) await cache.get("a");
  source.change("second");
  expect(await eager.get("a")).toBe("a second");
  expect(await told.get("a")).toBe("a first");
  told.forget();
  expect(await told.get("a")).toBe("a second");
});

it("takes no look for new that began before it was told to forget", async () => {
  const source = new Source();
  const cache = new EpochCache(source, { rowsMax: 10, checkMs: NEVER_MS });
  await cache.get("a");
  cache.forget();
  source.held = [];
  const early = cache.get("a");
  await expect.poll(() => source.held?.length).toBe(1);
  source.change("second");
  cache.forget();
  const late = cache.get("a");
  await expect.poll(() => source.held?.length).toBe(2);
  for (const release of source.held) release();
  source.held = null;
  expect(await late).toBe("a second");
  expect(await early).toBe("a second");
  expect(await cache.get("a")).toBe("a second");
});

it("answers an error of the number instead of what it remembers, and recovers", async () => {
  const source = new Source();
  const cache = new EpochCache(source, { rowsMax: 10, checkMs: 0 });
  await cache.get("a");
  const { readEpoch } = source;
  source.readEpoch = () => Promise.reject(new Error("the database is away"));
  await expect(cache.get("a")).rejects.toThrow("the database is away");
  source.readEpoch = readEpoch;
  expect(await cache.get("a")).toBe("a first");
  expect(source.reads).toEqual(["a"]);
});

it("keeps at most so many rows, and none that the source does not want kept", async () => {
  const source = new Source();
  const cache = new EpochCache(source, { rowsMax: 2, checkMs: NEVER_MS });
  for (const key of ["a", "b", "c", "b", "c", "a"]) await cache.get(key);
  expect(source.reads).toEqual(["a", "b", "c", "a"]);
  source.isKept = false;
  for (const key of ["d", "d", "c"]) await cache.get(key);
  expect(source.reads.slice(4)).toEqual(["d", "d"]);
});

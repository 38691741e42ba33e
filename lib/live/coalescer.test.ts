import { expect, it, vi } from "vitest";
import { Coalescer, type Outcome } from "@/lib/live/coalescer";

function gate() {
  const open: (() => void)[] = [];
  return {
    wait: () => new Promise<void>((resolve) => void open.push(resolve)),
    get waiting() {
      return open.length;
    },
    openAll: () => {
      for (const resolve of open.splice(0)) resolve();
    },
  };
}

it("gathers what comes while a batch is under way into the next one, at most as many as a batch may have", async () => {
  const batches: number[][] = [];
  const busy = gate();
  const doubler = new Coalescer<number, number>(
    async (items) => {
      batches.push([...items]);
      await busy.wait();
      return items.map((item) => ({ answer: item * 2 }));
    },
    { itemsMax: 3 },
  );
  const first = doubler.submit(1);
  await expect.poll(() => busy.waiting).toBe(1);
  const rest = Promise.all([2, 3, 4, 5].map((item) => doubler.submit(item)));
  busy.openAll();
  expect(await first).toBe(2);
  for (const _ of [1, 2]) {
    await expect.poll(() => busy.waiting).toBe(1);
    busy.openAll();
  }
  expect(await rest).toEqual([4, 6, 8, 10]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

it("lets a second batch go beside the first when enough wait for it, of whom nobody is under way", async () => {
  const batches: string[][] = [];
  const busy = gate();
  const letters = new Coalescer<string, string>(
    async (items) => {
      batches.push([...items]);
      await busy.wait();
      return items.map((item) => ({ answer: item }));
    },
    { itemsMax: 4, beside: { itemsMin: 2, keyOf: ([key = ""]) => key } },
  );
  const all = ["a1"].map((item) => letters.submit(item));
  await expect.poll(() => busy.waiting).toBe(1);
  all.push(...["a2", "a3", "b1"].map((item) => letters.submit(item)));
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(batches).toEqual([["a1"]]);
  all.push(...["c1", "b2", "d1", "e1"].map((item) => letters.submit(item)));
  await expect.poll(() => busy.waiting).toBe(2);
  all.push(...["f1", "g1"].map((item) => letters.submit(item)));
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(batches).toEqual([["a1"], ["b1", "c1", "b2", "d1"]]);
  const ending = setInterval(() => busy.openAll());
  expect(await Promise.all(all)).toHaveLength(10);
  clearInterval(ending);
  expect(batches.flat().filter((item) => item.startsWith("a"))).toEqual(["a1", "a2", "a3"]);
  expect(new Set(batches.flat()).size).toBe(10);
});

it("gives an error that is no item's fault to all at once, and runs nothing again", async () => {
  let runs = 0;
  const broken = new Coalescer<number, number>(
    async () => {
      runs += 1;
      throw new Error("no connection");
    },
    { itemsMax: 10 },
  );
  const outcomes = await Promise.allSettled([1, 2, 3].map((item) => broken.submit(item)));
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(runs).toBe(1);
});

it("lets those share a failure that have waited for it for long, and tries again for those that have just come", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const failing: ((error: Error) => void)[] = [];
    const away = new Coalescer<number, number>(
      (items) =>
        new Promise((resolve, reject) => {
          if (failing.length === 0) failing.push(reject);
          else resolve(items.map((answer) => ({ answer })));
        }),
      { itemsMax: 10 },
    );
    const first = away.submit(1);
    await expect.poll(() => failing.length).toBe(1);
    const patient = away.submit(2);
    vi.advanceTimersByTime(1_500);
    const fresh = away.submit(3);
    failing[0]?.(new Error("no connection"));
    await expect(first).rejects.toThrow("no connection");
    await expect(patient).rejects.toThrow("no connection");
    expect(await fresh).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});

it("gives each item its own outcome, and runs a batch that failed for one item's value again item by item", async () => {
  const seen: number[] = [];
  const picky = new Coalescer<number, string>(
    async (items) => {
      if (items.includes(13)) throw Object.assign(new Error("13 is bad"), { code: "22003" });
      seen.push(...items);
      return items.map((item): Outcome<string> => (item < 0 ? { error: "negative" } : { answer: `${item}` }));
    },
    { itemsMax: 10 },
  );
  const outcomes = await Promise.allSettled([1, 13, -2, 4].map((item) => picky.submit(item)));
  expect(outcomes).toEqual([
    { status: "fulfilled", value: "1" },
    { status: "rejected", reason: expect.objectContaining({ message: "13 is bad" }) },
    { status: "rejected", reason: "negative" },
    { status: "fulfilled", value: "4" },
  ]);
  expect(seen).toEqual([1, -2, 4]);
});

it("refuses at once what comes when twenty batches wait already, with a time to come again, and serves all the others", async () => {
  const busy = gate();
  const full = new Coalescer<number, number>(
    async (items) => {
      await busy.wait();
      return items.map((answer) => ({ answer }));
    },
    { itemsMax: 2 },
  );
  const first = full.submit(0);
  await expect.poll(() => busy.waiting).toBe(1);
  const waiting = Array.from({ length: 40 }, (_, i) => full.submit(i + 1));
  await expect(full.submit(41)).rejects.toMatchObject({
    code: "service_unavailable",
    extras: { retryAfterSeconds: 2 },
  });
  for (let batch = 0; batch <= 20; batch++) {
    await expect.poll(() => busy.waiting, { interval: 1 }).toBe(1);
    busy.openAll();
  }
  expect(await Promise.all([first, ...waiting])).toEqual(Array.from({ length: 41 }, (_, i) => i));
});

it("holds a batch back for as long as it is told after the one before", async () => {
  const startedAt: number[] = [];
  const slow = new Coalescer<number, number>(
    async (items) => {
      startedAt.push(performance.now());
      return items.map((answer) => ({ answer }));
    },
    { itemsMax: 10, lingerMs: 60 },
  );
  await slow.submit(1);
  await Promise.all([slow.submit(2), slow.submit(3)]);
  expect(startedAt).toHaveLength(2);
  // Timers may fire up to a millisecond early.
  expect((startedAt[1] ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThan(58);
});

it("keeps what the database refuses of one to that one, whoever has waited meanwhile", async () => {
  const busy = gate();
  const slow = new Coalescer<string, string>(
    async (items) => {
      await busy.wait();
      if (items.includes("bad")) throw Object.assign(new Error("refused"), { code: "22P02" });
      return items.map((answer) => ({ answer }));
    },
    { itemsMax: 10 },
  );
  const now = vi.spyOn(performance, "now");
  try {
    const bad = slow.submit("bad");
    await expect.poll(() => busy.waiting, { interval: 1 }).toBe(1);
    const good = slow.submit("good");
    const later = performance.now() + 60_000;
    now.mockImplementation(() => later);
    busy.openAll();
    await expect(bad).rejects.toThrow("refused");
    await expect.poll(() => busy.waiting, { interval: 1 }).toBe(1);
    busy.openAll();
    expect(await good).toBe("good");
  } finally {
    now.mockRestore();
  }
});

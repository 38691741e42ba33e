import { expect, it } from "vitest";
import { AppError } from "@/lib/domain/errors";
import { readWholeTables } from "@/lib/services/whole-table-reads";

it("reads that may look at everything go one at a time, in their order, and beyond a number are refused", async () => {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const reads = Array.from({ length: 21 }, (_, n) =>
    readWholeTables(async () => {
      started.push(n);
      await new Promise<void>((resolve) => ends.push(resolve));
      return n;
    }),
  );
  await expect(readWholeTables(async () => 99)).rejects.toThrow(AppError);
  for (const [n, read] of reads.entries()) {
    await Promise.resolve();
    expect(started).toEqual(Array.from({ length: n + 1 }, (_, i) => i));
    ends[n]?.();
    expect(await read).toBe(n);
  }
  expect(await readWholeTables(async () => 99)).toBe(99);
});

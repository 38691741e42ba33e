import type pg from "pg";
import { Coalescer } from "@/lib/live/coalescer";
import { EpochCache } from "@/lib/live/epoch-cache";
import { onePerOwner } from "@/lib/live/one-per-owner";
import { onWake } from "@/lib/live/wake-hub";

const LOOKUPS_MAX = 500;
const KEPT_MAX = 20_000;
const CHECK_MS = 1_000;

/** Where keys of one kind are looked up, by their public prefixes. `epoch` is of the same instant as the rows. */
interface KeySource<Row> {
  readEpoch(db: pg.Pool): Promise<string>;
  list(db: pg.Pool, prefixes: readonly string[]): Promise<{ rows: Row[]; epoch: string }>;
  /** Whether all that can end the key changes the epoch. */
  isKept(row: Row): boolean;
}

/**
 * The keys of one kind that this process has looked up; requests that come together look theirs up together. A key that
 * nobody has is never kept, as it may be given out at any moment.
 *
 * Promise: what was changed is seen at once in the process that did it and in those that hear of it ("keys"), and within
 * a second in every other one; a new key is good at once everywhere.
 */
export function keptKeys<Row extends { keyPrefix: string }>(
  name: string,
  db: pg.Pool,
  source: KeySource<Row>,
): EpochCache<Row | null> {
  return onePerOwner(name, db, () => {
    const lookups = new Coalescer(
      async (prefixes: readonly string[]) => {
        const { rows, epoch } = await source.list(db, [...new Set(prefixes)]);
        const byPrefix = new Map(rows.map((row) => [row.keyPrefix, row]));
        return prefixes.map((prefix) => {
          const row = byPrefix.get(prefix) ?? null;
          return { answer: { row, epoch, isKept: row !== null && source.isKept(row) } };
        });
      },
      { itemsMax: LOOKUPS_MAX },
    );
    const cache = new EpochCache<Row | null>(
      { readEpoch: () => source.readEpoch(db), read: (prefix) => lookups.submit(prefix) },
      { rowsMax: KEPT_MAX, checkMs: CHECK_MS },
    );
    onWake("keys", () => cache.forget());
    return cache;
  });
}

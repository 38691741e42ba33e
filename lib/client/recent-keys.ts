import type { QueryKey } from "@tanstack/react-query";

/** The server has read a page's data at most this long before the browser has it. */
const REMEMBERED_MS = 10_000;

/**
 * What events have made stale lately. A page's data is on its way for a moment after the server has read it; an event
 * of that moment finds no query yet, and would be lost on the data that arrives after it.
 */
export function createRecentKeys(nowMs: () => number): {
  add: (keys: QueryKey[]) => void;
  /** Whether a query with this key may have arrived with data from before an event. */
  covers: (key: QueryKey) => boolean;
} {
  const recent = new Map<string, { key: QueryKey; atMs: number }>();

  function forget() {
    for (const [name, { atMs }] of recent) if (nowMs() - atMs > REMEMBERED_MS) recent.delete(name);
  }

  return {
    add(keys) {
      forget();
      for (const key of keys) recent.set(JSON.stringify(key), { key, atMs: nowMs() });
    },
    covers(key) {
      forget();
      return [...recent.values()].some((stale) => stale.key.every((part, index) => part === key[index]));
    },
  };
}

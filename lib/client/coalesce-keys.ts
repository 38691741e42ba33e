import type { QueryKey } from "@tanstack/react-query";

/** At most two rounds of refetching a second, however fast events come. */
const ROUND_MS = 500;

/**
 * Gathers keys and hands them on together: the first at once, then one round every half second. A key that is
 * covered by a shorter one of the same round is left out.
 */
export function createKeyCoalescer(flush: (keys: QueryKey[]) => void): {
  add: (keys: QueryKey[]) => void;
  clear: () => void;
} {
  let waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function round() {
    timer = undefined;
    if (waiting.size === 0) return;
    const keys = [...waiting.values()];
    waiting = new Map();
    timer = setTimeout(round, ROUND_MS);
    flush(keys.filter((key) => !keys.some((other) => other.length < key.length && isPrefix(other, key))));
  }

  return {
    add(keys) {
      for (const key of keys) waiting.set(JSON.stringify(key), key);
      timer ??= setTimeout(round, 0);
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      waiting = new Map();
    },
  };
}

function isPrefix(short: QueryKey, long: QueryKey): boolean {
  return short.every((part, index) => part === long[index]);
}

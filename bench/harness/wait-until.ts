import { setTimeout as delay } from "node:timers/promises";

/** Looks again and again; throws with what was `expected` when it has not come true within so many seconds. */
export async function waitUntil(
  isTrue: () => boolean | Promise<boolean>,
  seconds: number,
  expected: () => string,
): Promise<void> {
  const deadlineAt = performance.now() + seconds * 1000;
  while (!(await isTrue())) {
    if (performance.now() > deadlineAt) throw new Error(`Not within ${seconds} s: ${expected()}`);
    await delay(10);
  }
}

/** Waits until the condition holds; fails with `what` when it does not in time. */
export async function until<T>(
  what: string,
  condition: () => T | null | undefined | false,
  seconds = 10,
): Promise<T> {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const value = condition();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`Not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A run's other duties wait so long at most, and what they are for can wait so long. */
const REPEAT_MS = 1_000;

export interface Batch {
  /** How many rows it changed. */
  changed: number;
  /** It changed as many as it may: there may be more. */
  isFull: boolean;
}

/**
 * Does batches one after another, at least one, until one is not full or a second has passed. Answers how many rows they
 * changed. A batch that passes over what others hold is not full then, so nobody is waited for in a circle.
 */
export async function repeatWhileFull(
  doBatch: () => Promise<Batch>,
  now = () => performance.now(),
): Promise<number> {
  const endsAt = now() + REPEAT_MS;
  let total = 0;
  for (;;) {
    const { changed, isFull } = await doBatch();
    total += changed;
    if (!isFull || now() >= endsAt) return total;
  }
}

/** A function that answers one item after the other, and the first again after the last. */
export function takeTurns<T>(items: readonly T[]): () => T {
  let next = 0;
  return () => {
    const item = items[next++ % items.length];
    if (item === undefined) throw new Error("There is nothing to take turns with.");
    return item;
  };
}

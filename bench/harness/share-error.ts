/**
 * How far the tenant that is farthest off is from its part by weight, relative to that part: 0.05 is five percent more or
 * less than it was entitled to. `had` is what each got, in any unit.
 */
export function worstShareError(
  had: ReadonlyMap<string, number>,
  weights: ReadonlyMap<string, number>,
): number {
  const [all, allWeights] = [sum(had.values()), sum(weights.values())];
  if (all === 0) throw new Error("Nothing was measured.");
  return Math.max(
    ...[...weights].map(([id, weight]) => Math.abs((had.get(id) ?? 0) / all / (weight / allWeights) - 1)),
  );
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

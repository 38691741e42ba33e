/** Whole numbers that add up to `total`, as near to these parts of it as they can be. */
export function wholeParts(parts: readonly number[], total: number): number[] {
  const sum = parts.reduce((all, part) => all + part, 0);
  const exact = parts.map((part) => (part * total) / sum);
  const whole = exact.map(Math.floor);
  const missing = total - whole.reduce((all, part) => all + part, 0);
  const fractionOf = (index: number) => (exact[index] ?? 0) - (whole[index] ?? 0);
  const raised = [...whole.keys()].sort((a, b) => fractionOf(b) - fractionOf(a)).slice(0, missing);
  return whole.map((part, index) => (raised.includes(index) ? part + 1 : part));
}

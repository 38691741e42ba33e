/** The smallest value that at least this part of all values does not exceed; 0 without values. `sorted`: ascending. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

/** As tables show it: what the figure has, in groups of three digits. */
export function formatNumber(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}

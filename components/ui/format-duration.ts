/**
 * "0.4 s", "38 s", "2 m 10 s", "1 h 4 m", "3 d 2 h": two units at most, the smaller one dropped when it is zero. Seconds in,
 * rounded, so that a time reads the same everywhere; below ten seconds `precise` keeps one decimal.
 */
export function formatDuration(seconds: number, precise = false): string {
  const amount = Math.max(0, Number.isFinite(seconds) ? seconds : 0);
  if (precise && amount < 9.95) return `${(Math.round(amount * 10) / 10).toString()} s`;
  const whole = Math.round(amount);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(Math.floor(whole / 60), "m", whole % 60, "s");
  if (whole < 86_400) return pair(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "m");
  return pair(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3600), "h");
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

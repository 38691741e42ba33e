const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });

const steps: { unit: Intl.RelativeTimeFormatUnit; seconds: number }[] = [
  { unit: "year", seconds: 31_536_000 },
  { unit: "month", seconds: 2_592_000 },
  { unit: "day", seconds: 86_400 },
  { unit: "hour", seconds: 3600 },
  { unit: "minute", seconds: 60 },
];

/** "now", "18 s ago", "4 m ago", "in 3 h": the narrow form of Intl, spelled as durations are. Both arguments are seconds since 1970. */
export function formatRelative(atSeconds: number, nowSeconds: number): string {
  const distance = Math.round(atSeconds - nowSeconds);
  const size = Math.abs(distance);
  for (const step of steps) {
    if (size >= step.seconds) return spelled(Math.trunc(distance / step.seconds), step.unit);
  }
  // Clocks differ by a second or two; "in 1s" for something that happened would read as an error.
  return size < 3 ? "now" : spelled(distance, "second");
}

function spelled(amount: number, unit: Intl.RelativeTimeFormatUnit): string {
  return relative.format(amount, unit).replace(/(\d)([a-z])/, "$1 $2");
}

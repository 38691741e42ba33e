const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });

const steps: { unit: Intl.RelativeTimeFormatUnit; seconds: number }[] = [
  { unit: "year", seconds: 31_536_000 },
  { unit: "month", seconds: 2_592_000 },
  { unit: "day", seconds: 86_400 },
  { unit: "hour", seconds: 3600 },
  { unit: "minute", seconds: 60 },
];

/** "now", "18s ago", "4m ago", "in 3h", in the narrow form of Intl. Both arguments are seconds since 1970. */
export function formatRelative(atSeconds: number, nowSeconds: number): string {
  const distance = Math.round(atSeconds - nowSeconds);
  const size = Math.abs(distance);
  for (const step of steps) {
    if (size >= step.seconds) return relative.format(Math.trunc(distance / step.seconds), step.unit);
  }
  // Clocks differ by a second or two; "in 1s" for something that happened would read as an error.
  return size < 3 ? "now" : relative.format(distance, "second");
}

export const LOG_TIME_SHAPES = ["local", "utc", "elapsed", "off"] as const;
export type LogTimeShape = (typeof LOG_TIME_SHAPES)[number];

const local = new Intl.DateTimeFormat("en-GB", { ...clock() });
const utc = new Intl.DateTimeFormat("en-GB", { ...clock(), timeZone: "UTC" });

function clock(): Intl.DateTimeFormatOptions {
  return {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 1,
    hourCycle: "h23",
  };
}

/** A line's time to a tenth of a second: the reader's clock, UTC, or seconds since the log began. */
export function formatLogTime(atMs: number, shape: LogTimeShape, startMs: number): string {
  if (shape === "off") return "";
  if (shape === "local") return local.format(atMs);
  if (shape === "utc") return `${utc.format(atMs)}Z`;
  const tenths = Math.max(0, Math.round((atMs - startMs) / 100));
  const minutes = Math.floor(tenths / 600);
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, "0");
  return `+${minutes}:${seconds}`;
}

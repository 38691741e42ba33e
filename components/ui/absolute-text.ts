const shapes = {
  full: { dateStyle: "medium", timeStyle: "long" },
  datetime: {
    year: "numeric",
    month: "short",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  },
  date: { year: "numeric", month: "short", day: "2-digit" },
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

export type AbsoluteShape = keyof typeof shapes;

/** The moment in the reader's zone, or in `timeZone`. */
export function absoluteText(date: Date, shape: AbsoluteShape, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-GB", { ...shapes[shape], timeZone }).format(date);
}

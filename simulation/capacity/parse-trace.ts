import { z } from "zod";
import { PLANS, type PlanName } from "../plans";

/** A job as it comes: when, whose, on which plan, with which tool, and how long it will run. */
export interface Arrival {
  atSeconds: number;
  tenant: string;
  plan: PlanName;
  tool: string;
  seconds: number;
}

const COLUMNS = ["at_seconds", "tenant", "plan", "tool", "seconds"] as const;
const PLAN_NAMES = Object.keys(PLANS) as [PlanName, ...PlanName[]];

/** A cell of CSV is text, a field of JSON a number. An empty one is not zero. */
const number = z.union([z.number(), z.string().trim().min(1).transform(Number)]);

const row = z.strictObject({
  at_seconds: number.pipe(z.number().nonnegative()),
  tenant: z.string().min(1),
  plan: z.enum(PLAN_NAMES),
  tool: z.string().min(1),
  seconds: number.pipe(z.number().positive()),
});

const WANTED: Record<string, string> = {
  at_seconds: "a number of at least 0",
  tenant: "a name",
  plan: `one of ${PLAN_NAMES.join(", ")}`,
  tool: "a name",
  seconds: "a number above 0",
} satisfies Record<(typeof COLUMNS)[number], string>;

/**
 * Reads an arrival trace: CSV with the header `at_seconds,tenant,plan,tool,seconds` (no quotes), or a JSON array of objects
 * with these names. Throws an error that names the line; answers the arrivals in order of time.
 */
export function parseTrace(text: string): Arrival[] {
  const rows = text.trimStart().startsWith("[") ? jsonRows(text) : csvRows(text);
  return rows
    .map(({ place, value }) => {
      const parsed = row.safeParse(value);
      if (!parsed.success) throw new Error(`${place}: ${parsed.error.issues.map(faultOf(value)).join("; ")}`);
      const { at_seconds: atSeconds, ...rest } = parsed.data;
      return { atSeconds, ...rest };
    })
    .sort((a, b) => a.atSeconds - b.atSeconds);
}

/** What is wrong with a row, in words. */
function faultOf(value: unknown): (issue: z.core.$ZodIssue) => string {
  return (issue) => {
    const name = String(issue.path[0] ?? "");
    const wanted = WANTED[name];
    if (wanted === undefined) return `the fields must be ${COLUMNS.join(", ")} and no others`;
    const found = (value as Record<string, unknown>)[name];
    return found === undefined
      ? `${name} is missing`
      : `${name} must be ${wanted}, not ${JSON.stringify(found)}`;
  };
}

interface Row {
  place: string;
  value: unknown;
}

function jsonRows(text: string): Row[] {
  return entriesOf(text).map((value, i) => ({ place: `entry ${i + 1}`, value }));
}

function entriesOf(text: string): unknown[] {
  try {
    return z.array(z.unknown()).parse(JSON.parse(text));
  } catch (cause) {
    throw new Error("it begins as a JSON array but is none", { cause });
  }
}

function csvRows(text: string): Row[] {
  const [header = "", ...lines] = text.split(/\r?\n/);
  const names = header.split(",").map((name) => name.trim());
  if (names.join() !== COLUMNS.join()) throw new Error(`line 1: the header must be ${COLUMNS.join()}`);
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    const cells = line.split(",").map((cell) => cell.trim());
    const place = `line ${i + 2}`;
    if (cells.length !== names.length) throw new Error(`${place}: ${names.length} fields are needed`);
    return [{ place, value: Object.fromEntries(names.map((name, column) => [name, cells[column]])) }];
  });
}

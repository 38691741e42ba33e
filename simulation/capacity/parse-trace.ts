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

const row = z.strictObject({
  at_seconds: z.coerce.number().nonnegative(),
  tenant: z.string().min(1),
  plan: z.enum(PLAN_NAMES),
  tool: z.string().min(1),
  seconds: z.coerce.number().positive(),
});

/**
 * Reads an arrival trace: CSV with the header `at_seconds,tenant,plan,tool,seconds` (no quotes), or a JSON array of objects
 * with these names. Throws an error that names the line; answers the arrivals in order of time.
 */
export function parseTrace(text: string): Arrival[] {
  const rows = text.trimStart().startsWith("[") ? jsonRows(text) : csvRows(text);
  return rows
    .map(({ place, value }) => {
      const parsed = row.safeParse(value);
      if (!parsed.success) throw new Error(`${place}: ${z.prettifyError(parsed.error)}`);
      const { at_seconds: atSeconds, ...rest } = parsed.data;
      return { atSeconds, ...rest };
    })
    .sort((a, b) => a.atSeconds - b.atSeconds);
}

interface Row {
  place: string;
  value: unknown;
}

function jsonRows(text: string): Row[] {
  return z
    .array(z.unknown())
    .parse(JSON.parse(text))
    .map((value, i) => ({ place: `entry ${i + 1}`, value }));
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

import type * as z from "zod";
import { type Json, places, withValueAt } from "./json";
import { schemaFields } from "./schema-fields";

interface WrongBody {
  name: string;
  text: string;
  /** Where the refusal has to point: right there, or into it or around it. */
  pointer: string;
  isExact: boolean;
}

/** The last two are what a query builder would take for operators. */
const OTHER_TYPES: readonly Json[] = [
  null,
  true,
  -0.5,
  "",
  "\u2028 \u202e",
  [],
  [["x"]],
  {},
  { not: "" },
  { startsWith: "a" },
];

/** `body` with one thing wrong at a time; each is a 422 that points to it. */
export function* wrongBodies(schema: z.ZodType, body: Json): Generator<WrongBody> {
  const wrong = (name: string, value: Json, pointer: string, isExact: boolean): WrongBody => {
    return { name: `${name} at ${pointer || "the root"}`, text: JSON.stringify(value), pointer, isExact };
  };
  const open = schemaFields(schema, body).flatMap((field) => (field.isOpen ? [field.pointer] : []));
  for (const { path, pointer, value } of places(body)) {
    for (const other of OTHER_TYPES) {
      const changed = withValueAt(body, path, other);
      if (!schema.safeParse(changed).success) yield wrong(JSON.stringify(other), changed, pointer, false);
    }
    if (typeof value === "string") {
      yield wrong("NUL", withValueAt(body, path, `${value}\u0000`), pointer, true);
      yield wrong("a high surrogate alone", withValueAt(body, path, `${value}\ud800`), pointer, true);
      yield wrong("a low surrogate alone", withValueAt(body, path, `\udc00${value}`), pointer, true);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    for (const name of open.includes(pointer) ? [] : ["unknown_field", "constructor"]) {
      yield wrong(name, withValueAt(body, [...path, name], 1), `${pointer}/${name}`, true);
    }
    const polluted = withValueAt(body, [...path, "__proto__"], { isAdmin: true });
    yield wrong("__proto__", polluted, `${pointer}/__proto__`, true);
    yield wrong("NUL in a name", withValueAt(body, [...path, "a\u0000"], 1), `${pointer}/a\u0000`, true);
  }
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`unknown_${index}`, index]));
  const long = { [`a${"/".repeat(500_000)}`]: 1 };
  yield { name: "20,000 unknown names", text: JSON.stringify(many), pointer: "", isExact: false };
  yield {
    name: "an unknown name of 500,000 characters",
    text: JSON.stringify(long),
    pointer: "",
    isExact: false,
  };
  const deep = "[".repeat(5_000) + "]".repeat(5_000);
  yield { name: "5,000 arrays in each other", text: deep, pointer: "", isExact: false };
}

/** What is no JSON in UTF-8 at all: 400. */
export const MALFORMED_JSON: readonly { name: string; bytes: Uint8Array<ArrayBuffer> }[] = [
  { name: "half an object", bytes: bytesOf('{"a":') },
  { name: "a trailing comma", bytes: bytesOf('{"a":1,}') },
  { name: "two values", bytes: bytesOf("{}{}") },
  { name: "NaN", bytes: bytesOf('{"a":NaN}') },
  { name: "blanks", bytes: bytesOf("  ") },
  { name: "a raw NUL", bytes: bytesOf('{"a":"\u0000"}') },
  { name: "bytes that are no UTF-8", bytes: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) },
  { name: "a surrogate in UTF-8", bytes: new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]) },
  { name: "40,000 arrays that never end", bytes: bytesOf("[".repeat(40_000)) },
];

const ODD_STRINGS = [
  "0000-01-01T00:00:00.000Z",
  "9999-12-31T23:59:59.999Z",
  "'; SELECT 1 --",
  "%_\\",
  "{{7*7}}",
  "a".repeat(60),
  "é\u0301\u{1f600}",
  "00000000-0000-0000-0000-000000000001",
  "\u2603@example.com",
];
/** Also what a column of fewer digits cannot hold: nothing but zero for its type, or more than its most. */
const ODD_NUMBERS = [0, -1, 1, 2 ** 31, 2 ** 53 - 1, 99.9, 1e308, 1e39, 1 / 3, 1e-46, 5e-324, -1e-46];

/** Bodies that the schema lets through and that look for trouble behind it: each number also at its own ends. */
export function* oddBodies(schema: z.ZodType, body: Json): Generator<string> {
  const ends = new Map(schemaFields(schema, body).map((field) => [field.pointer, field.ends]));
  for (const { path, pointer, value } of places(body)) {
    const numbers = typeof value === "number" ? new Set([...ODD_NUMBERS, ...(ends.get(pointer) ?? [])]) : [];
    const odd: readonly Json[] = typeof value === "string" ? ODD_STRINGS : [...numbers];
    for (const other of odd) {
      const changed = withValueAt(body, path, other);
      if (schema.safeParse(changed).success) yield JSON.stringify(changed);
    }
  }
}

/** Numbers of which a column of fewer digits holds too little or too much; null: the greatest that the schema allows. */
const FRACTIONS = [1e-46, 5e-324, 1 / 3, null];

/**
 * Bodies that the schema lets through with all their fractions odd at once. To be sent one by one: of beats that come
 * together only an agent's last is written.
 */
export function* fractionBodies(schema: z.ZodType, body: Json): Generator<string> {
  const ends = new Map(schemaFields(schema, body).map((field) => [field.pointer, field.ends]));
  const fractions = [...places(body)].filter(
    ({ path, value }) =>
      typeof value === "number" && schema.safeParse(withValueAt(body, path, 1 / 3)).success,
  );
  for (const fraction of fractions.length > 0 ? FRACTIONS : []) {
    let odd = body;
    for (const { path, pointer } of fractions)
      odd = withValueAt(odd, path, fraction ?? Math.max(...(ends.get(pointer) ?? [])));
    yield JSON.stringify(odd);
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

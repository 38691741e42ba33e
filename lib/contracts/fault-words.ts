import type * as z from "zod";

/** How zod begins the messages of its own; a schema's own words are left alone. */
const ZODS_OWN = /^(Too (small|big)|Invalid [\w-]+)/;

const FORMATS: Readonly<Record<string, string>> = {
  guid: "must be an id (UUID)",
  email: "must be an e-mail address",
  url: "must be a whole URL such as https://example.com",
  datetime: "must be an instant in UTC such as 2026-11-20T14:02:11Z",
  cidrv4: "must be a network such as 10.0.0.0/8",
  cidrv6: "must be a network such as fd00::/8",
};

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

/** What is wrong with a field, as an end of the sentence that begins with its name. */
export function faultWords(issue: z.core.$ZodIssue): string {
  if (!ZODS_OWN.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "too_small":
      return boundWords(issue.origin, "at least", Number(issue.minimum), issue.inclusive);
    case "too_big":
      return boundWords(issue.origin, "at most", Number(issue.maximum), issue.inclusive);
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? "is required"
        : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return FORMATS[issue.format] ?? "has the wrong form";
    default:
      return issue.message.replace(/^Invalid input: /, "");
  }
}

function boundWords(origin: string, word: string, bound: number, isInclusive = true): string {
  if (origin === "string") {
    if (word === "at least" && bound === 1) return "must not be empty";
    return `must have ${word} ${bound} character${bound === 1 ? "" : "s"}`;
  }
  if (origin === "array" || origin === "set")
    return `must have ${word} ${bound} item${bound === 1 ? "" : "s"}`;
  if (isInclusive) return `must be ${word} ${bound}`;
  return `must be ${word === "at least" ? "more" : "less"} than ${bound}`;
}

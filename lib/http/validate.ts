import type * as z from "zod";
import { AppError, type FieldError } from "@/lib/domain/errors";
import { describe, escapePointer, unsafeText } from "@/lib/http/parse-json";

/** Parses `value` by `schema`, or throws 422 with a pointer for each fault. `root` is prefixed, e.g. `/query`. */
export function validate<T extends z.ZodType>(schema: T, value: unknown, root = ""): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = flatten(result.error.issues, root);
  throw new AppError("invalid_input", describe(errors), { errors });
}

type Issues = z.core.$ZodIssue[];

function flatten(issues: Issues, root: string): FieldError[] {
  return issues.flatMap((issue) => {
    const pointer = root + issue.path.map((part) => `/${escapePointer(String(part))}`).join("");
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ pointer: `${pointer}/${escapePointer(key)}`, message: "is not a known field" }));
    }
    // Of a union that fits nowhere the branch that came nearest is the most useful to name.
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0];
      if (nearest && nearest.length > 0) return flatten(nearest, pointer);
    }
    return [{ pointer, message: sentence(issue.message) }];
  });
}

function sentence(message: string): string {
  return message.startsWith("must ") || message.startsWith("is ") ? message : message.replace(/^Invalid input: /, "");
}

/** The query string as a plain object. A repeated or unsafe parameter is refused. */
export function queryObject(params: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = {};
  const errors: FieldError[] = [];
  for (const [key, value] of params) {
    const pointer = `/query/${escapePointer(key.toWellFormed())}`;
    const fault = unsafeText(key) ?? unsafeText(value) ?? (Object.hasOwn(query, key) ? "is given more than once" : null);
    if (fault) errors.push({ pointer, message: fault });
    else query[key] = value;
  }
  if (errors.length > 0) throw new AppError("invalid_input", describe(errors), { errors });
  return query;
}

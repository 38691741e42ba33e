import type * as z from "zod";
import { escapePointer, fieldErrors, invalidInput } from "@/lib/contracts/field-errors";
import type { FieldError } from "@/lib/domain/errors";
import { unsafeText } from "@/lib/http/parse-json";

/** Parses `value` by `schema`, or throws 422 with a pointer for each fault. `root` is prefixed, e.g. `/query`. */
export function validate<T extends z.ZodType>(schema: T, value: unknown, root = ""): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidInput(fieldErrors(result.error.issues, root));
}

/** The query string as a plain object. A repeated or unsafe parameter is refused, and so is a name that is no plain one. */
export function queryObject(params: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = {};
  const errors: FieldError[] = [];
  for (const [key, value] of params) {
    const pointer = `/query/${escapePointer(key.toWellFormed())}`;
    const fault =
      (key === "__proto__" ? "is not allowed as a name" : null) ??
      unsafeText(key) ??
      unsafeText(value) ??
      (Object.hasOwn(query, key) ? "is given more than once" : null);
    if (fault) errors.push({ pointer, message: fault });
    else query[key] = value;
  }
  if (errors.length > 0) throw invalidInput(errors);
  return query;
}

import { escapePointer, invalidInput } from "@/lib/contracts/field-errors";
import { AppError, type FieldError } from "@/lib/domain/errors";

const DEPTH_MAX = 32;
const ERRORS_MAX = 20;
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Parses a JSON body. 400 for what is not UTF-8 or not JSON; 422 with pointers for text that a database or a
 * browser could not hold safely: NUL, lone surrogates, `__proto__` keys, absurd depth.
 */
export function parseJson(bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    throw new AppError("malformed_json", "The body must be valid JSON in UTF-8.");
  }
  const errors: FieldError[] = [];
  inspect(value, "", 0, errors);
  if (errors.length > 0) throw invalidInput(errors);
  return value;
}

/** The same inspection for a query string, path or header value. */
export function unsafeText(text: string): string | null {
  if (text.includes("\u0000")) return "must not contain NUL";
  return text.isWellFormed() ? null : "must not contain lone surrogates";
}

function inspect(value: unknown, pointer: string, depth: number, errors: FieldError[]): void {
  if (errors.length >= ERRORS_MAX) return;
  if (depth > DEPTH_MAX) {
    errors.push({ pointer, message: `must not be nested deeper than ${DEPTH_MAX}` });
  } else if (typeof value === "string") {
    const fault = unsafeText(value);
    if (fault) errors.push({ pointer, message: fault });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) inspect(item, `${pointer}/${index}`, depth + 1, errors);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const fault = key === "__proto__" ? "is not allowed as a name" : unsafeText(key);
      const at = `${pointer}/${escapePointer(key.toWellFormed())}`;
      if (fault) errors.push({ pointer: at, message: fault });
      else inspect(item, at, depth + 1, errors);
    }
  }
}

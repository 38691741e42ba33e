import type * as z from "zod";
import { faultWords } from "@/lib/contracts/fault-words";
import { AppError, type FieldError } from "@/lib/domain/errors";

/** A refusal names this many faults at most, and cuts names of fields: it must not outgrow what it refuses. */
const ERRORS_MAX = 50;
const NAME_LENGTH_MAX = 100;

/** What a schema found wrong, as pointers into the input; `root` is prefixed, e.g. `/query`. */
export function fieldErrors(issues: z.core.$ZodIssue[], root = ""): FieldError[] {
  return issues.flatMap((issue) => {
    const pointer = root + issue.path.map((part) => `/${escapePointer(String(part))}`).join("");
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        pointer: `${pointer}/${escapePointer(key)}`,
        message: "is not a known field",
      }));
    }
    // Of a union that fits nowhere the branch that came nearest is the most useful to name.
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0];
      if (nearest && nearest.length > 0) return fieldErrors(nearest, pointer);
    }
    return [{ pointer, message: faultWords(issue) }];
  });
}

/** A refusal of these fields, 422; of very many it names the first. */
export function invalidInput(all: FieldError[]): AppError {
  const errors = all.slice(0, ERRORS_MAX);
  const [first] = errors;
  const more = all.length > 1 ? ` (and ${all.length - 1} more)` : "";
  const detail = first ? `${first.pointer || "The body"}: ${first.message}${more}` : "The input is invalid.";
  return new AppError("invalid_input", detail, { errors });
}

/** A name as part of an RFC 6901 pointer, cut when it is longer than any name of ours. */
export function escapePointer(key: string): string {
  const name = key.length > NAME_LENGTH_MAX ? `${key.slice(0, NAME_LENGTH_MAX).toWellFormed()}…` : key;
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

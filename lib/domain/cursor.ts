import { AppError } from "@/lib/domain/errors";
import { isUuid } from "@/lib/domain/is-uuid";

/**
 * Positions in a list, as the opaque text that callers hand back. A cursor names the last row they have seen, so rows
 * that come or go meanwhile neither repeat nor hide others.
 *
 * Promise: what `encode…` gave, `decode…` gives back. Text that no list of ours made is refused with 422 at
 * `/query/cursor`, and never reaches a statement.
 */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** `parse` answers the position, or null for a value that is none. */
export function decodeCursor<T>(cursor: string, parse: (value: unknown) => T | null): T {
  const position = parse(readJson(cursor));
  if (position === null) throw refused();
  return position;
}

/** The position in a list ordered by id: the id of the last row seen, or null at the beginning. */
export function decodeIdCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  return decodeCursor(cursor, (value) => (typeof value === "string" && isUuid(value) ? value : null));
}

/**
 * Cuts rows that were read with one more than `limit` to a page. The extra row is never shown; it only tells that
 * there is a next page.
 */
export function cutPage<T extends { id: string }>(
  rows: readonly T[],
  limit: number,
): { rows: T[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > limit && last ? encodeCursor(last.id) : null };
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

function refused(): AppError {
  const errors = [{ pointer: "/query/cursor", message: "is not a cursor of this list" }];
  return new AppError("invalid_input", "The cursor is not one of this list.", { errors });
}

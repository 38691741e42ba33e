/** Connection loss and shutdown. */
const LOST_SQLSTATES = /^(08...|57P0[1-4])$/;
/** Exhaustion, time-outs, deadlocks: like a lost connection they pass by themselves. */
const CROWDED_SQLSTATES = /^(53[0-9A-Z]{3}|57014|55P03|40001|40P01|25P03)$/;
const LOST_SYSTEM_ERRORS = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"]);
const LOST_TEXTS = /connection terminated|client has encountered a connection error|query read timeout/i;
const CROWDED_TEXTS = /timeout exceeded when trying to connect/i;

/** Whether an error says that the connection to the database is gone: nobody was heard meanwhile. */
export function isDatabaseLost(error: unknown): boolean {
  const code = codeOf(error);
  return (
    (code !== null && (LOST_SQLSTATES.test(code) || LOST_SYSTEM_ERRORS.has(code))) ||
    LOST_TEXTS.test(textOf(error))
  );
}

/** Whether an error says that the database cannot be asked just now, and nothing of what it was asked. */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  return (
    isDatabaseLost(error) ||
    (code !== null && CROWDED_SQLSTATES.test(code)) ||
    CROWDED_TEXTS.test(textOf(error))
  );
}

/** A value that the database refuses, SQLSTATE classes 22 and 23: one item's fault, and sure to have been rolled back. */
export function isValueRefused(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    /^2[23]...$/.test(error.code)
  );
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : "");

/** The code of a database or system error, also where Prisma's adapter has wrapped it; null for any other error. */
function codeOf(error: unknown): string | null {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; depth++) {
    if ("code" in current && typeof current.code === "string" && !/^P\d{4}$/.test(current.code))
      return current.code;
    current = current.cause;
  }
  return null;
}

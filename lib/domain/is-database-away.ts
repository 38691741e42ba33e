/** Connection loss, shutdown, exhaustion, time-outs, deadlocks: all pass by themselves. */
const PASSING_SQLSTATES = /^(08...|53[0-9A-Z]{3}|57P0[1-4]|57014|55P03|40001|40P01|25P03)$/;
const PASSING_SYSTEM_ERRORS = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"]);
const PASSING_TEXTS =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|query read timeout/i;

/** Whether an error says of the database that it cannot be asked just now, and nothing of what it was asked. */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null && (PASSING_SQLSTATES.test(code) || PASSING_SYSTEM_ERRORS.has(code))) return true;
  return error instanceof Error && PASSING_TEXTS.test(error.message);
}

/** The code of a database or system error, also where Prisma's adapter has wrapped it; null for any other error. */
function codeOf(error: unknown): string | null {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; depth++) {
    if ("code" in current && typeof current.code === "string" && !/^P\d{4}$/.test(current.code))
      return current.code;
    current = current.cause;
  }
  return null;
}

/** The code of a database or system error, also where Prisma's adapter has wrapped it; null for any other error. */
export function sqlStateOf(error: unknown): string | null {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; depth++) {
    if ("code" in current && typeof current.code === "string" && !/^P\d{4}$/.test(current.code))
      return current.code;
    current = current.cause;
  }
  return null;
}

import type { Db } from "@/lib/db/transaction";

/** Statements of this transaction are given up after so many milliseconds. */
export async function limitCheckTime(tx: Db, milliseconds: number): Promise<void> {
  await tx.query({
    name: "limit-check-time",
    text: "SELECT set_config('statement_timeout', $1, true)",
    values: [String(milliseconds)],
  });
}

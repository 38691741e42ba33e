import type { Db } from "@/lib/db/transaction";

/** Dead letters that no admin has looked at yet. */
export async function countOpenDeadLettersAcrossTenants(db: Db): Promise<number> {
  const { rows } = await db.query<{ open: number }>({
    name: "count-open-dead-letters",
    text: "SELECT count(*)::int AS open FROM dead_letters WHERE resolution IS NULL",
  });
  return rows[0]?.open ?? 0;
}

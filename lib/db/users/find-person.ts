import type { Db } from "@/lib/db/transaction";
import { type PersonRow, SELECT_PERSON } from "@/lib/db/users/person-row";

/** The person with this id, disabled or not; null for an unknown one. */
export async function findPersonAcrossTenants(db: Db, userId: string): Promise<PersonRow | null> {
  const { rows } = await db.query<PersonRow>({
    name: "find-person",
    text: `${SELECT_PERSON} WHERE u.id = $1`,
    values: [userId],
  });
  return rows[0] ?? null;
}

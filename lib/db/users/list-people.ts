import { containsPattern } from "@/lib/db/contains-pattern";
import type { Db } from "@/lib/db/transaction";
import { type PersonRow, SELECT_PERSON } from "@/lib/db/users/person-row";

export interface PersonFilter {
  isDisabled?: boolean | undefined;
  /** Part of the name or e-mail address, any case. */
  q?: string | undefined;
  beforeId: string | null;
  limit: number;
}

/** People, newest first. */
export async function listPeopleAcrossTenants(db: Db, filter: PersonFilter): Promise<PersonRow[]> {
  const { rows } = await db.query<PersonRow>({
    name: "list-people",
    text: `${SELECT_PERSON}
            WHERE ($1::boolean IS NULL OR (u.disabled_at IS NOT NULL) = $1)
              AND ($2::text IS NULL OR u.name ILIKE $2 OR u.email ILIKE $2)
              AND ($3::uuid IS NULL OR u.id < $3)
            ORDER BY u.id DESC
            LIMIT $4`,
    values: [
      filter.isDisabled ?? null,
      filter.q ? containsPattern(filter.q) : null,
      filter.beforeId,
      filter.limit,
    ],
  });
  return rows;
}

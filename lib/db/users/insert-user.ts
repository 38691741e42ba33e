import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";

export interface NewUser {
  email: string;
  name: string;
  /** Null: signs in only through a linked provider. */
  passwordHash: string | null;
}

/** Adds a person and returns the id; null when the address is taken. */
export async function insertUser(tx: Db, user: NewUser): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>({
    name: "insert-user",
    text: `INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, $3, $4)
           ON CONFLICT ON CONSTRAINT users_email_key DO NOTHING RETURNING id`,
    values: [newId(), user.email, user.name, user.passwordHash],
  });
  return rows[0]?.id ?? null;
}

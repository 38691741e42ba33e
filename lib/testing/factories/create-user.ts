import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import type { Role } from "@/lib/domain/access/permissions";

export interface UserOptions {
  email?: string;
  name?: string;
  passwordHash?: string | null;
  isPlatformAdmin?: boolean;
  /** Role by tenant id. */
  roles?: Record<string, Role>;
}

/** A person, with memberships and the platform admin's rank where asked for. */
export async function createUser(db: Db, options: UserOptions = {}): Promise<{ id: string; email: string }> {
  const id = newId();
  const email = options.email ?? `user-${id.slice(-12)}@example.com`;
  await db.query("INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, $3, $4)", [
    id,
    email,
    options.name ?? "Test User",
    options.passwordHash ?? null,
  ]);
  if (options.isPlatformAdmin) await db.query("INSERT INTO platform_admins (user_id) VALUES ($1)", [id]);
  for (const [tenantId, role] of Object.entries(options.roles ?? {})) {
    await db.query("INSERT INTO memberships (tenant_id, user_id, role) VALUES ($1, $2, $3)", [
      tenantId,
      id,
      role,
    ]);
  }
  return { id, email };
}

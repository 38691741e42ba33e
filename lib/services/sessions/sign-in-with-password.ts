import { Email } from "@/lib/contracts/field";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { forgiveSignIn, limitSignIn } from "@/lib/db/rate-limits/limit-sign-in";
import { insertSession } from "@/lib/db/sessions/insert-session";
import { transaction } from "@/lib/db/transaction";
import { findUserByEmail } from "@/lib/db/users/find-user-by-email";
import { lockActiveUser } from "@/lib/db/users/lock-user";
import { updatePassword } from "@/lib/db/users/update-password";
import type { UserRow } from "@/lib/db/users/user-row";
import { AppError } from "@/lib/domain/errors";
import { hashSecret } from "@/lib/secrets/hash-secret";
import { hashPassword, needsRehash, passwordMatches } from "@/lib/secrets/password-hash";
import type { Context } from "@/lib/services/context";

const PASSWORD_LENGTH_MAX = 128;

export interface SignedIn {
  userId: string;
  sessionId: string;
}

/**
 * Opens a session for whoever knows the password. A wrong password, an unknown address and a disabled person get the
 * same answer after the same work. Assumes nothing about its input. Throws `unauthenticated` or `rate_limited`.
 */
export async function signInWithPassword(
  ctx: Context,
  input: { email: string; password: string; userAgent: string | null },
): Promise<SignedIn> {
  const email = Email.safeParse(input.email.trim()).data;
  if (email === undefined || input.password.length > PASSWORD_LENGTH_MAX) throw refused();
  const signInTry = { email, emailHash: hashSecret(email), ip: ctx.ip };
  await limitSignIn(ctx.db, signInTry);
  const user = await findUserByEmail(ctx.db, email);
  const matches = await passwordMatches(input.password, user?.passwordHash ?? null);
  const signedIn = user && matches ? await openSession(ctx, user, input) : null;
  if (signedIn === null) {
    await noteFailure(ctx, user);
    throw refused();
  }
  await forgiveSignIn(ctx.db, signInTry);
  return signedIn;
}

/** Null when the person was disabled or got another password since it was checked. */
async function openSession(
  ctx: Context,
  checked: UserRow,
  input: { password: string; userAgent: string | null },
): Promise<SignedIn | null> {
  const isOutdated = checked.passwordHash !== null && needsRehash(checked.passwordHash);
  const newHash = isOutdated ? await hashPassword(input.password) : null;
  return await transaction(ctx.db, async (tx) => {
    const user = await lockActiveUser(tx, checked.id);
    if (user?.passwordHash !== checked.passwordHash) return null;
    if (newHash !== null) await updatePassword(tx, checked.id, newHash);
    const sessionId = await insertSession(tx, { userId: checked.id, ip: ctx.ip, userAgent: input.userAgent });
    const actor = { type: "user", id: checked.id, name: checked.email } as const;
    await insertAuditEntry(
      tx,
      { ...ctx, actor },
      {
        tenantId: null,
        action: "login.succeeded",
        targetType: "session",
        targetId: sessionId,
        after: { method: "password" },
      },
    );
    return { userId: checked.id, sessionId };
  });
}

/** Of an unknown address nothing is kept: people type passwords into that field. */
async function noteFailure(ctx: Context, user: UserRow | null): Promise<void> {
  await insertAuditEntry(ctx.db, ctx, {
    tenantId: null,
    action: "login.failed",
    targetType: "user",
    targetId: user?.id ?? null,
    after: { method: "password" },
  });
}

function refused(): AppError {
  return new AppError("unauthenticated", "The e-mail address or the password is wrong.");
}

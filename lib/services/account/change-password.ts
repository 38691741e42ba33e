import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { requireToken } from "@/lib/db/rate-limits/require-token";
import { insertSession } from "@/lib/db/sessions/insert-session";
import { revokeAllSessions } from "@/lib/db/sessions/revoke-sessions";
import { transaction } from "@/lib/db/transaction";
import { findUserByEmail } from "@/lib/db/users/find-user-by-email";
import { lockActiveUser } from "@/lib/db/users/lock-user";
import { updatePassword } from "@/lib/db/users/update-password";
import { PASSWORD_CHANGE_LIMIT } from "@/lib/domain/access/sign-in-limits";
import { AppError } from "@/lib/domain/errors";
import { passwordFault } from "@/lib/domain/password/password-fault";
import { hashPassword, passwordMatches } from "@/lib/secrets/password-hash";
import type { Context } from "@/lib/services/context";

/**
 * Sets a new password for somebody who knows the present one. Every session ends, the caller's too, who goes on in the
 * new one that is returned. Throws `invalid_input` for a wrong or unfit password, `rate_limited` after many wrong ones.
 */
export async function changePassword(
  ctx: Context,
  input: {
    userId: string;
    email: string;
    currentPassword: string;
    newPassword: string;
    userAgent: string | null;
  },
): Promise<{ sessionId: string }> {
  const { userId, email } = input;
  await requireToken(ctx.db, `password-change:${userId}`, PASSWORD_CHANGE_LIMIT, "password_change");
  const fault = passwordFault(input.newPassword, email);
  if (fault) throw wrong("/new_password", fault);
  const checkedHash = (await findUserByEmail(ctx.db, email))?.passwordHash ?? null;
  if (!(await passwordMatches(input.currentPassword, checkedHash)))
    throw wrong("/current_password", "is not your password");
  const newHash = await hashPassword(input.newPassword);
  return await transaction(ctx.db, async (tx) => {
    const user = await lockActiveUser(tx, userId);
    if (user?.passwordHash !== checkedHash) {
      throw new AppError("conflict", "The password has just been changed elsewhere. Sign in again.");
    }
    await updatePassword(tx, userId, newHash);
    const ended = await revokeAllSessions(tx, userId, "password_changed");
    const sessionId = await insertSession(tx, { userId, ip: ctx.ip, userAgent: input.userAgent });
    await insertAuditEntry(tx, ctx, {
      tenantId: null,
      action: "password.changed",
      targetType: "user",
      targetId: userId,
      after: { sessions_ended: ended },
    });
    return { sessionId };
  });
}

function wrong(pointer: string, message: string): AppError {
  return new AppError("invalid_input", `${pointer} ${message}`, { errors: [{ pointer, message }] });
}

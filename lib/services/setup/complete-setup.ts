import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { findSetupToken } from "@/lib/db/one-time-tokens/find-setup-token";
import { spendOneTimeToken } from "@/lib/db/one-time-tokens/spend-one-time-token";
import { requireToken } from "@/lib/db/rate-limits/require-token";
import { transaction } from "@/lib/db/transaction";
import { insertUser } from "@/lib/db/users/insert-user";
import { insertPlatformAdmin, lockHasPlatformAdmin } from "@/lib/db/users/platform-admin";
import { addressGroup } from "@/lib/domain/access/address-group";
import { LINK_LIMIT } from "@/lib/domain/access/sign-in-limits";
import { AppError } from "@/lib/domain/errors";
import { passwordFault } from "@/lib/domain/password/password-fault";
import { hashSecret } from "@/lib/secrets/hash-secret";
import { hashPassword } from "@/lib/secrets/password-hash";
import type { Context } from "@/lib/services/context";
import { setupDone, setupLinkRefused } from "@/lib/services/setup/setup-refusals";

/**
 * Makes the first platform admin with the link that the server printed. Of any number of calls at once exactly one
 * succeeds. Throws `unauthenticated` for a token that never was or no longer counts, `setup_done` once there is an admin.
 */
export async function completeSetup(
  ctx: Context,
  input: { token: string; email: string; name: string; password: string },
): Promise<void> {
  if (ctx.ip !== null)
    await requireToken(ctx.db, `setup:address:${addressGroup(ctx.ip)}`, LINK_LIMIT, "setup");
  const token = await findSetupToken(ctx.db, hashSecret(input.token));
  if (token === null) throw setupLinkRefused();
  const fault = passwordFault(input.password, input.email);
  if (fault) {
    throw new AppError("invalid_input", `/password ${fault}`, {
      errors: [{ pointer: "/password", message: fault }],
    });
  }
  // Made before the transaction, which must not wait for it, and only for somebody who holds a token.
  const passwordHash = await hashPassword(input.password);
  await transaction(ctx.db, async (tx) => {
    if (await lockHasPlatformAdmin(tx)) throw setupDone();
    if (!(await spendOneTimeToken(tx, token.id))) throw setupLinkRefused();
    const userId = await insertUser(tx, { email: input.email, name: input.name, passwordHash });
    if (userId === null)
      throw new AppError("conflict", "Somebody with this e-mail address exists. Use another one.");
    await insertPlatformAdmin(tx, userId);
    const actor = { type: "user", id: userId, name: input.email } as const;
    await insertAuditEntry(
      tx,
      { ...ctx, actor },
      {
        tenantId: null,
        action: "platform_admin.created",
        targetType: "user",
        targetId: userId,
        after: { email: input.email, name: input.name },
      },
    );
  });
}

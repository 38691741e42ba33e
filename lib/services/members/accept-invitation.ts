import type pg from "pg";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertMembership } from "@/lib/db/members/insert-membership";
import {
  findOpenInvitationAcrossTenants,
  type OpenInvitation,
} from "@/lib/db/one-time-tokens/find-open-invitation";
import { spendOneTimeToken } from "@/lib/db/one-time-tokens/spend-one-time-token";
import { requireToken } from "@/lib/db/rate-limits/require-token";
import { insertSession } from "@/lib/db/sessions/insert-session";
import { transaction } from "@/lib/db/transaction";
import { findUserByEmail } from "@/lib/db/users/find-user-by-email";
import { insertUser } from "@/lib/db/users/insert-user";
import { addressGroup } from "@/lib/domain/access/address-group";
import { LINK_LIMIT } from "@/lib/domain/access/sign-in-limits";
import { AppError, type FieldError } from "@/lib/domain/errors";
import { passwordFault } from "@/lib/domain/password/password-fault";
import { hashSecret } from "@/lib/secrets/hash-secret";
import { hashPassword } from "@/lib/secrets/password-hash";
import type { Context } from "@/lib/services/context";

export interface AcceptInvitationInput {
  token: string;
  name: string | undefined;
  password: string | undefined;
  /** Who is signed in in the browser that opened the link. */
  signedInUserId: string | null;
  userAgent: string | null;
}

export interface AcceptedInvitation {
  tenantSlug: string;
  /** The session that a new person is given; null for somebody who is signed in. */
  newSession: { userId: string; sessionId: string } | null;
}

/**
 * Joins a tenant. An address without an account becomes one, with the name and password sent, and is signed in; an address with an account
 * must be signed in, so that a link that went astray is of no use against an existing person. The link works once.
 * Throws `unauthenticated` for a link that no longer counts, `forbidden` when another person, or nobody, is signed in.
 */
export async function acceptInvitation(
  ctx: Context,
  input: AcceptInvitationInput,
): Promise<AcceptedInvitation> {
  if (ctx.ip !== null)
    await requireToken(ctx.db, `invitation:address:${addressGroup(ctx.ip)}`, LINK_LIMIT, "invitation");
  const invitation = await findOpenInvitationAcrossTenants(ctx.db, hashSecret(input.token));
  if (!invitation) throw refused();
  const known = await findUserByEmail(ctx.db, invitation.email);
  if (known && known.id !== input.signedInUserId) {
    throw new AppError(
      "forbidden",
      `This invitation is for ${invitation.email}. Sign in as that person to accept it.`,
      {
        members: { sign_in_as: invitation.email },
      },
    );
  }
  const person = known ? null : await newPerson(input, invitation.email);
  return await transaction(ctx.db, async (tx) => {
    if (!(await spendOneTimeToken(tx, invitation.id))) throw refused();
    const userId = known?.id ?? (person && (await insertUser(tx, { ...person, email: invitation.email })));
    if (!userId) throw new AppError("conflict", "This person has just been added. Open the link again.");
    await join(ctx, tx, invitation, userId);
    const sessionId = known
      ? null
      : await insertSession(tx, { userId, ip: ctx.ip, userAgent: input.userAgent });
    return {
      tenantSlug: invitation.tenantSlug,
      newSession: sessionId === null ? null : { userId, sessionId },
    };
  });
}

async function join(
  ctx: Context,
  tx: pg.PoolClient,
  invitation: OpenInvitation,
  userId: string,
): Promise<void> {
  if (!(await insertMembership(tx, invitation.tenantId, userId, invitation.role))) return;
  const source = { ...ctx, actor: { type: "user", id: userId, name: invitation.email } as const };
  await insertAuditEntry(tx, source, {
    tenantId: invitation.tenantId,
    action: "member.joined",
    targetType: "user",
    targetId: userId,
    after: { email: invitation.email, role: invitation.role, invitation_id: invitation.id },
  });
}

async function newPerson(
  { name, password }: AcceptInvitationInput,
  email: string,
): Promise<{ name: string; passwordHash: string }> {
  const fault = password === undefined ? "is needed for a new account" : passwordFault(password, email);
  const errors: FieldError[] = [
    ...(name === undefined ? [{ pointer: "/name", message: "is needed for a new account" }] : []),
    ...(fault ? [{ pointer: "/password", message: fault }] : []),
  ];
  if (name === undefined || password === undefined || errors.length > 0) {
    const [first] = errors;
    throw new AppError(
      "invalid_input",
      first ? `${first.pointer} ${first.message}` : "The input is invalid.",
      { errors },
    );
  }
  return { name, passwordHash: await hashPassword(password) };
}

function refused(): AppError {
  return new AppError("unauthenticated", "This invitation is not valid any more. Ask for a new one.");
}

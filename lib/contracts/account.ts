import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Email, Id, IdParams, Instant, line } from "@/lib/contracts/field";
import { ROLES } from "@/lib/domain/access/permissions";

/** The signed-in person: who am I, my sessions, my password; and the two doors for people without an account yet. */

export const Password = z
  .string()
  .min(12, "must have at least 12 characters")
  .max(128)
  .meta({ description: "12 to 128 characters, not among the well-known ones" });

const tag = "Account";
const user = { kind: "user" } as const;

export const AccountView = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    is_platform_admin: z.boolean(),
    memberships: z.array(
      z.object({ tenant_id: Id, slug: z.string(), name: z.string(), role: z.enum(ROLES) }),
    ),
  })
  .meta({ id: "Account" });
export type AccountView = z.infer<typeof AccountView>;

export const getAccount = defineContract({
  id: "getAccount",
  method: "GET",
  path: "/api/v1/account",
  summary: "The signed-in person and the tenants they belong to",
  tag,
  access: user,
  answer: z.object({ account: AccountView }),
  status: 200,
});

export const ChangePasswordBody = z
  .strictObject({ current_password: z.string().max(128), new_password: Password })
  .meta({ id: "ChangePassword" });

export const changePassword = defineContract({
  id: "changePassword",
  method: "POST",
  path: "/api/v1/account/password",
  summary: "Change the password; every other session ends at once",
  tag,
  access: user,
  body: ChangePasswordBody,
  answerKind: "empty",
  status: 204,
  errors: ["conflict", "rate_limited"],
});

export const SessionView = z
  .object({
    id: Id,
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    created_at: Instant,
    last_seen_at: Instant,
    expires_at: Instant,
    is_current: z.boolean(),
  })
  .meta({ id: "Session" });
export type SessionView = z.infer<typeof SessionView>;

export const listSessions = defineContract({
  id: "listSessions",
  method: "GET",
  path: "/api/v1/account/sessions",
  summary: "List the person's live sessions",
  tag,
  access: user,
  answer: z.object({ items: z.array(SessionView), next_cursor: z.null() }),
  status: 200,
});

export const revokeSession = defineContract({
  id: "revokeSession",
  method: "DELETE",
  path: "/api/v1/account/sessions/{id}",
  summary: "End a session; it is refused from its next request",
  tag,
  access: user,
  params: IdParams,
  answerKind: "empty",
  status: 204,
});

const OneTimeToken = z.string().min(20).max(200);

export const CompleteSetupBody = z
  .strictObject({ token: OneTimeToken, email: Email, name: line(100), password: Password })
  .meta({ id: "CompleteSetup" });

export const completeSetup = defineContract({
  id: "completeSetup",
  method: "POST",
  path: "/api/v1/setup",
  summary: "Make the first platform admin with the one-time link that the server printed",
  tag,
  access: {
    kind: "public",
    reason: "the one-time token in the body is the credential, and works only while there is no admin",
  },
  body: CompleteSetupBody,
  answerKind: "empty",
  status: 204,
  errors: ["unauthenticated", "setup_done", "conflict", "rate_limited"],
});

export const CheckSetupLinkBody = z.strictObject({ token: OneTimeToken }).meta({ id: "CheckSetupLink" });

export const checkSetupLink = defineContract({
  id: "checkSetupLink",
  method: "POST",
  path: "/api/v1/setup/check",
  summary: "Ask whether the one-time link for the first platform admin still counts, without using it",
  tag,
  access: { kind: "public", reason: "the one-time token in the body is the credential, and is not spent" },
  body: CheckSetupLinkBody,
  answerKind: "empty",
  status: 204,
  errors: ["unauthenticated", "setup_done", "rate_limited"],
});

export const AcceptInvitationBody = z
  .strictObject({
    token: OneTimeToken,
    name: line(100).optional(),
    password: Password.optional(),
  })
  .meta({ id: "AcceptInvitation" });

export const acceptInvitation = defineContract({
  id: "acceptInvitation",
  method: "POST",
  path: "/api/v1/invitations/accept",
  summary: "Join a tenant with an invitation link",
  description:
    "A new person sends name and password. A person who has an account must be signed in as the invited address.",
  tag,
  access: { kind: "public", reason: "the one-time token in the body is the credential" },
  body: AcceptInvitationBody,
  answer: z.object({ tenant_slug: z.string() }),
  status: 200,
  errors: ["unauthenticated", "forbidden", "conflict", "rate_limited"],
});

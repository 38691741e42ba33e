import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Id, IdParams, Instant } from "@/lib/contracts/field";
import { PageQuery, pageOf } from "@/lib/contracts/page";
import { ROLES } from "@/lib/domain/access/permissions";
import { USER_STATUSES } from "@/lib/domain/access/user-status";

/** People of every tenant and of none, as admins see them. */

export const UserView = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    is_platform_admin: z.boolean(),
    disabled_at: Instant.nullable(),
    memberships: z.array(z.object({ tenant_id: Id, slug: z.string(), role: z.enum(ROLES) })),
    live_sessions: z.number().int().meta({ description: "Sessions that would be accepted now" }),
    created_at: Instant,
  })
  .meta({ id: "User" });
export type UserView = z.infer<typeof UserView>;

const UserAnswer = z.object({ user: UserView });
const tag = "Admin: people";
const write = { kind: "admin", permission: "admin:write" } as const;
const base = "/api/v1/admin/users";

export const ListUsersQuery = PageQuery.extend({
  status: z.enum(USER_STATUSES).optional(),
  q: z.string().trim().max(200).optional().meta({ description: "Part of the name or e-mail address" }),
});
export type ListUsersQuery = z.output<typeof ListUsersQuery>;

export const listUsers = defineContract({
  id: "listUsers",
  method: "GET",
  path: base,
  summary: "List people, newest first",
  tag,
  access: { kind: "admin", permission: "admin:read" },
  query: ListUsersQuery,
  answer: pageOf(UserView),
  status: 200,
});

export const disableUser = defineContract({
  id: "disableUser",
  method: "POST",
  path: `${base}/{id}/disable`,
  summary: "Shut a person out: no sign-in from now on, and every session ends",
  description:
    "`conflict` for yourself and for the last platform admin who is not disabled. A disabled person stays as they are.",
  tag,
  access: write,
  params: IdParams,
  answer: UserAnswer,
  status: 200,
  errors: ["conflict"],
});

export const enableUser = defineContract({
  id: "enableUser",
  method: "POST",
  path: `${base}/{id}/enable`,
  summary: "Let a disabled person sign in again; ended sessions stay ended",
  tag,
  access: write,
  params: IdParams,
  answer: UserAnswer,
  status: 200,
});

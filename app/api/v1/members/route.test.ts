import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET as getAccount } from "@/app/api/v1/account/route";
import { DELETE as removeMember, PATCH as updateMember } from "@/app/api/v1/members/[id]/route";
import { DELETE as revokeInvitation } from "@/app/api/v1/members/invitations/[id]/route";
import { POST as inviteMember } from "@/app/api/v1/members/invitations/route";
import { GET as listMembers } from "@/app/api/v1/members/route";
import type { InvitationView, MemberView } from "@/lib/contracts/member";
import { newId } from "@/lib/db/new-id";
import { ROLES, type Role } from "@/lib/domain/access/permissions";
import { callRoute } from "@/lib/testing/call-route";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createUser } from "@/lib/testing/factories/create-user";
import { setProcessPool } from "@/lib/testing/process-pool";
import { signInAs } from "@/lib/testing/sign-in-as";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
});
afterAll(() => db.drop());

async function member(tenant: { id: string }, role: Role) {
  const user = await createUser(db.pool, { roles: { [tenant.id]: role } });
  return { ...user, ...(await signInAs(db.pool, user.id)) };
}

const roleOf = async (tenant: { id: string }, userId: string): Promise<Role | undefined> =>
  (
    await db.pool.query("SELECT role FROM memberships WHERE tenant_id = $1 AND user_id = $2", [
      tenant.id,
      userId,
    ])
  ).rows[0]?.role;

const auditOf = async (tenant: { id: string }, action: string) =>
  (await db.pool.query("SELECT * FROM audit_log WHERE tenant_id = $1 AND action = $2", [tenant.id, action]))
    .rows;

describe("members", () => {
  test("are seen by every role of the tenant, with the open invitations", async () => {
    const tenant = await createTenant(db.pool);
    const people = await Promise.all(ROLES.map((role) => member(tenant, role)));
    await callRoute(inviteMember, {
      cookie: people[0]?.cookie ?? "",
      body: { email: "new@example.com", role: "viewer" },
    });
    for (const { cookie } of people) {
      const answer = await callRoute(listMembers, { cookie });
      expect(answer.status).toBe(200);
      const { items, invitations } = (await answer.json()) as {
        items: MemberView[];
        invitations: InvitationView[];
      };
      expect(items).toHaveLength(4);
      expect(invitations).toMatchObject([{ email: "new@example.com", role: "viewer" }]);
    }
  });

  test("are changed and removed by owners and admins only, as the role matrix says", async () => {
    for (const actorRole of ROLES) {
      for (const current of ROLES) {
        for (const next of [...ROLES, null]) {
          const tenant = await createTenant(db.pool);
          await member(tenant, "owner");
          const actor = await member(tenant, actorRole);
          const target = await member(tenant, current);
          const call = { cookie: actor.cookie, params: { id: target.id } };
          const answer = next
            ? await callRoute(updateMember, { ...call, body: { role: next } })
            : await callRoute(removeMember, call);
          const isAllowed =
            actorRole === "owner" || (actorRole === "admin" && current !== "owner" && next !== "owner");
          expect([actorRole, current, next, answer.status]).toEqual([
            actorRole,
            current,
            next,
            isAllowed ? (next ? 200 : 204) : 403,
          ]);
          expect(await roleOf(tenant, target.id)).toBe(isAllowed ? (next ?? undefined) : current);
        }
      }
    }
  });

  test("feel a change at their next request", async () => {
    const tenant = await createTenant(db.pool);
    const owner = await member(tenant, "owner");
    const other = await member(tenant, "admin");
    const body = { email: "somebody@example.com", role: "viewer" };
    await callRoute(updateMember, {
      cookie: owner.cookie,
      params: { id: other.id },
      body: { role: "viewer" },
    });
    expect((await callRoute(inviteMember, { cookie: other.cookie, body })).status).toBe(403);
    await callRoute(removeMember, { cookie: owner.cookie, params: { id: other.id } });
    const headers = { "x-tenant": tenant.slug };
    expect((await callRoute(listMembers, { cookie: other.cookie, headers })).status).toBe(404);
    expect((await callRoute(getAccount, { cookie: other.cookie })).status).toBe(200);
    expect(await auditOf(tenant, "member.role_changed")).toMatchObject([
      { actor_id: owner.id, target_id: other.id, before: { role: "admin" }, after: { role: "viewer" } },
    ]);
    expect(await auditOf(tenant, "member.removed")).toMatchObject([
      { target_id: other.id, before: { role: "viewer" } },
    ]);
  });

  test("of another tenant do not exist", async () => {
    const tenant = await createTenant(db.pool);
    const owner = await member(tenant, "owner");
    const stranger = await member(await createTenant(db.pool), "viewer");
    for (const id of [stranger.id, newId()]) {
      const call = { cookie: owner.cookie, params: { id } };
      expect((await callRoute(updateMember, { ...call, body: { role: "viewer" } })).status).toBe(404);
      expect((await callRoute(removeMember, call)).status).toBe(404);
    }
    expect(
      (await callRoute(listMembers, { cookie: owner.cookie, headers: { "x-tenant": "nope" } })).status,
    ).toBe(404);
  });

  test("cannot be managed by a key", async () => {
    const tenant = await createTenant(db.pool);
    const { key } = await createApiKey(db.pool, tenant.id, {
      scopes: ["members:write", "members:read", "jobs:read"],
    });
    expect((await callRoute(listMembers, { bearer: key })).status).toBe(403);
    const body = { email: "x@example.com", role: "viewer" };
    expect((await callRoute(inviteMember, { bearer: key, body })).status).toBe(403);
  });
});

describe("a tenant keeps an owner", () => {
  test("when the only one would leave or step down", async () => {
    const tenant = await createTenant(db.pool);
    const owner = await member(tenant, "owner");
    const call = { cookie: owner.cookie, params: { id: owner.id } };
    const stepDown = await callRoute(updateMember, { ...call, body: { role: "admin" } });
    expect(stepDown.status).toBe(409);
    expect(await stepDown.json()).toMatchObject({ code: "last_owner" });
    expect((await callRoute(removeMember, call)).status).toBe(409);
    expect(await roleOf(tenant, owner.id)).toBe("owner");
  });

  test("when two owners take each other out at the same moment, 20 times over", async () => {
    for (let round = 0; round < 20; round++) {
      const tenant = await createTenant(db.pool);
      const [a, b] = await Promise.all([member(tenant, "owner"), member(tenant, "owner")]);
      const answers = await Promise.all([
        callRoute(removeMember, { cookie: a.cookie, params: { id: b.id } }),
        callRoute(updateMember, { cookie: b.cookie, params: { id: a.id }, body: { role: "viewer" } }),
        callRoute(removeMember, { cookie: a.cookie, params: { id: a.id } }),
        callRoute(updateMember, { cookie: b.cookie, params: { id: b.id }, body: { role: "member" } }),
      ]);
      for (const answer of answers) expect(answer.status).toBeLessThan(500);
      const { rows } = await db.pool.query(
        "SELECT count(*)::int AS owners FROM memberships WHERE tenant_id = $1 AND role = 'owner'",
        [tenant.id],
      );
      expect(rows[0].owners).toBe(1);
    }
  });
});

describe("an invitation", () => {
  test("is made for the roles that the actor may give", async () => {
    const tenant = await createTenant(db.pool);
    for (const actorRole of ROLES) {
      const { cookie } = await member(tenant, actorRole);
      for (const role of ROLES) {
        const body = { email: `${actorRole}-${role}@example.com`, role };
        const isAllowed = actorRole === "owner" || (actorRole === "admin" && role !== "owner");
        expect((await callRoute(inviteMember, { cookie, body })).status).toBe(isAllowed ? 201 : 403);
      }
    }
  });

  test("has its link once, in the fragment, stored as a hash; a new one for the address replaces it", async () => {
    const tenant = await createTenant(db.pool);
    const { cookie } = await member(tenant, "owner");
    const links: string[] = [];
    for (const role of ["viewer", "member"]) {
      const answer = await callRoute(inviteMember, {
        cookie,
        body: { email: "New.Person@Example.com", role },
      });
      const { invitation, invitation_url } = (await answer.json()) as {
        invitation: InvitationView;
        invitation_url: string;
      };
      expect(invitation).toMatchObject({ email: "new.person@example.com", role });
      links.push(invitation_url);
    }
    expect(links[0]).toMatch(/^http:\/\/127\.0\.0\.1:3000\/invite#[\w-]{43}$/);
    const { rows } = await db.pool.query("SELECT * FROM one_time_tokens WHERE tenant_id = $1", [tenant.id]);
    const texts = [JSON.stringify(rows), JSON.stringify(await auditOf(tenant, "member.invited"))];
    for (const link of links) for (const text of texts) expect(text).not.toContain(link.split("#")[1]);
    const { invitations } = (await (await callRoute(listMembers, { cookie })).json()) as {
      invitations: InvitationView[];
    };
    expect(invitations).toMatchObject([{ role: "member" }]);
  });

  test("for a member is a conflict, for a person with an account elsewhere it looks like any other", async () => {
    const tenant = await createTenant(db.pool);
    const owner = await member(tenant, "owner");
    const there = await member(tenant, "viewer");
    const elsewhere = await createUser(db.pool);
    const invite = (email: string) =>
      callRoute(inviteMember, { cookie: owner.cookie, body: { email, role: "viewer" } });
    expect((await invite(there.email)).status).toBe(409);
    expect((await invite(elsewhere.email)).status).toBe(201);
  });

  test("is withdrawn once, and an owner's only by an owner", async () => {
    const tenant = await createTenant(db.pool);
    const owner = await member(tenant, "owner");
    const admin = await member(tenant, "admin");
    const outsider = await member(await createTenant(db.pool), "owner");
    const made = await callRoute(inviteMember, {
      cookie: owner.cookie,
      body: { email: "boss@example.com", role: "owner" },
    });
    const { invitation } = (await made.json()) as { invitation: InvitationView };
    const params = { id: invitation.id };
    expect((await callRoute(revokeInvitation, { cookie: outsider.cookie, params })).status).toBe(404);
    expect((await callRoute(revokeInvitation, { cookie: admin.cookie, params })).status).toBe(403);
    expect((await callRoute(revokeInvitation, { cookie: owner.cookie, params })).status).toBe(204);
    expect((await callRoute(revokeInvitation, { cookie: owner.cookie, params })).status).toBe(404);
    expect(await auditOf(tenant, "invitation.revoked")).toHaveLength(1);
  });
});

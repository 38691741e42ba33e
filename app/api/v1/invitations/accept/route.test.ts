import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET as getAccount } from "@/app/api/v1/account/route";
import { POST as acceptInvitation } from "@/app/api/v1/invitations/accept/route";
import type { AccountView } from "@/lib/contracts/account";
import type { Role } from "@/lib/domain/access/permissions";
import { log } from "@/lib/log";
import { inviteMember } from "@/lib/services/members/invite-member";
import { revokeInvitation } from "@/lib/services/members/revoke-invitation";
import { callRoute } from "@/lib/testing/call-route";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createUser } from "@/lib/testing/factories/create-user";
import { setProcessPool } from "@/lib/testing/process-pool";
import { signInAs } from "@/lib/testing/sign-in-as";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const person = { name: "Nina New", password: "grey lamp under 7 bridges" };
let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
});
afterAll(() => db.drop());

async function invite(email: string, role: Role = "member") {
  const tenant = await createTenant(db.pool);
  const owner = await createUser(db.pool, { roles: { [tenant.id]: "owner" } });
  const ctx = {
    db: db.pool,
    actor: { type: "user", id: owner.id, name: owner.email } as const,
    ip: null,
    requestId: "test-request",
    log,
    signal: new AbortController().signal,
    tenantId: tenant.id,
  };
  const { invitation, invitation_url } = await inviteMember(ctx, {
    email,
    role,
    baseUrl: "http://127.0.0.1:3000",
  });
  return { tenant, ctx, invitation, token: invitation_url.split("#")[1] ?? "" };
}

const membersOf = async (tenant: { id: string }) =>
  (
    await db.pool.query(
      "SELECT u.email, m.role FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1 AND m.role <> 'owner'",
      [tenant.id],
    )
  ).rows;

let number = 0;
const newEmail = () => `new-${++number}@example.com`;

describe("a new person", () => {
  test("joins with name and password, once, and is signed in", async () => {
    const email = newEmail();
    const { tenant, token } = await invite(email);
    const answer = await callRoute(acceptInvitation, { body: { token, ...person } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ tenant_slug: tenant.slug });
    const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
    const { account } = (await (await callRoute(getAccount, { cookie })).json()) as { account: AccountView };
    expect(account).toMatchObject({
      email,
      name: "Nina New",
      memberships: [{ slug: tenant.slug, role: "member" }],
    });
    expect((await callRoute(acceptInvitation, { body: { token, ...person } })).status).toBe(401);
    const { rows } = await db.pool.query(
      "SELECT * FROM audit_log WHERE tenant_id = $1 AND action = 'member.joined'",
      [tenant.id],
    );
    expect(rows).toMatchObject([{ actor_id: account.id, after: { email, role: "member" } }]);
  });

  test("is made once, however often the link is opened at once", async () => {
    const { tenant, token } = await invite(newEmail());
    const statuses = await Promise.all(
      Array.from(
        { length: 20 },
        async () => (await callRoute(acceptInvitation, { body: { token, ...person } })).status,
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.every((status) => [200, 401, 403].includes(status))).toBe(true);
    expect(await membersOf(tenant)).toHaveLength(1);
  });

  test.each([
    ["no name", { password: person.password }, "/name"],
    ["no password", { name: person.name }, "/password"],
    ["a well-known password", { ...person, password: "welcome12345" }, "/password"],
    ["an unknown field", { ...person, role: "owner" }, "/role"],
  ])("with %s is 422, and the link stays good", async (_, fields, pointer) => {
    const { token } = await invite(newEmail());
    const answer = await callRoute(acceptInvitation, { body: { token, ...fields } });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { errors: unknown[] }).errors).toMatchObject([{ pointer }]);
    expect((await callRoute(acceptInvitation, { body: { token, ...person } })).status).toBe(200);
  });
});

describe("a person with an account", () => {
  test("joins when signed in as the invited address", async () => {
    const { id, email } = await createUser(db.pool);
    const { cookie } = await signInAs(db.pool, id);
    const { tenant, token } = await invite(email, "admin");
    expect((await callRoute(acceptInvitation, { cookie, body: { token } })).status).toBe(200);
    expect(await membersOf(tenant)).toEqual([{ email, role: "admin" }]);
  });

  test("cannot be taken over: neither by nobody with a new password, nor by somebody else", async () => {
    const { email, id } = await createUser(db.pool, { passwordHash: "unchanged" });
    const other = await signInAs(db.pool, (await createUser(db.pool)).id);
    const { tenant, token } = await invite(email);
    for (const call of [
      { body: { token, ...person } },
      { cookie: other.cookie, body: { token, ...person } },
    ]) {
      const answer = await callRoute(acceptInvitation, call);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "forbidden", sign_in_as: email });
    }
    expect(await membersOf(tenant)).toEqual([]);
    const { rows } = await db.pool.query("SELECT password_hash FROM users WHERE id = $1", [id]);
    expect(rows[0].password_hash).toBe("unchanged");
  });

  test("is not tricked into joining from another site", async () => {
    const { id, email } = await createUser(db.pool);
    const { cookie } = await signInAs(db.pool, id);
    const { tenant, token } = await invite(email);
    const headers = { "sec-fetch-site": "cross-site" };
    expect((await callRoute(acceptInvitation, { cookie, headers, body: { token } })).status).toBe(403);
    expect(await membersOf(tenant)).toEqual([]);
  });
});

test("a link that was withdrawn, replaced, has run out, never was, or leads to a suspended tenant is the same 401", async () => {
  const withdrawn = await invite(newEmail());
  await revokeInvitation(withdrawn.ctx, { id: withdrawn.invitation.id });
  const replaced = await invite(newEmail());
  await inviteMember(replaced.ctx, {
    email: replaced.invitation.email,
    role: "viewer",
    baseUrl: "http://127.0.0.1:3000",
  });
  const runOut = await invite(newEmail());
  await db.pool.query("UPDATE one_time_tokens SET expires_at = now() WHERE id = $1", [runOut.invitation.id]);
  const suspended = await invite(newEmail());
  await db.pool.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [suspended.tenant.id]);
  for (const { token } of [withdrawn, replaced, runOut, suspended, { token: "x".repeat(43) }]) {
    const answer = await callRoute(acceptInvitation, { body: { token, ...person } });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      detail: "This invitation is not valid any more. Ask for a new one.",
    });
  }
});

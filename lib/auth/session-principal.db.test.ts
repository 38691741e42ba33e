import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET as getAccount } from "@/app/api/v1/account/route";
import { sessionPrincipal } from "@/lib/auth/session-principal";
import { requireSecret } from "@/lib/config/env";
import { disableUser } from "@/lib/services/account/disable-user";
import { adminContext } from "@/lib/testing/admin-context";
import { callRoute } from "@/lib/testing/call-route";
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

const whoIs = (cookie: string) =>
  sessionPrincipal(new Request("http://127.0.0.1:3000/", { headers: { cookie } }));

async function signedIn() {
  const user = await createUser(db.pool);
  return { ...user, ...(await signInAs(db.pool, user.id)) };
}

describe("a session counts", () => {
  test("with the roles of this moment, in active tenants only", async () => {
    const a = await createTenant(db.pool, { slug: "aardvark" });
    const b = await createTenant(db.pool, { slug: "badger" });
    const { id, email } = await createUser(db.pool, { roles: { [a.id]: "viewer", [b.id]: "owner" } });
    const { cookie, sessionId } = await signInAs(db.pool, id);
    expect(await whoIs(cookie)).toEqual({
      kind: "user",
      userId: id,
      sessionId,
      email,
      name: "Test User",
      isPlatformAdmin: false,
      memberships: [
        { tenantId: a.id, slug: "aardvark", tenantName: a.name, role: "viewer" },
        { tenantId: b.id, slug: "badger", tenantName: b.name, role: "owner" },
      ],
    });
    await db.pool.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [b.id]);
    await db.pool.query("UPDATE memberships SET role = 'admin' WHERE tenant_id = $1", [a.id]);
    await db.pool.query("INSERT INTO platform_admins (user_id) VALUES ($1)", [id]);
    expect(await whoIs(cookie)).toMatchObject({
      isPlatformAdmin: true,
      memberships: [{ slug: "aardvark", role: "admin" }],
    });
  });

  test.each([
    ["its seven days are over", "expires_at = now()"],
    ["it has not been used for twelve hours", "last_seen_at = now() - interval '12 hours'"],
    ["it has been revoked", "revoked_at = now(), revoke_reason = 'test'"],
  ])("not once %s", async (_, change) => {
    const { cookie, sessionId } = await signedIn();
    await db.pool.query(`UPDATE user_sessions SET ${change} WHERE id = $1`, [sessionId]);
    expect(await whoIs(cookie)).toBeNull();
    expect((await callRoute(getAccount, { cookie })).status).toBe(401);
  });

  test("not once its user is disabled, and not again when the user is enabled", async () => {
    const { cookie, id } = await signedIn();
    await disableUser(adminContext(db.pool), id);
    expect(await whoIs(cookie)).toBeNull();
    await db.pool.query("UPDATE users SET disabled_at = NULL WHERE id = $1", [id]);
    expect(await whoIs(cookie)).toBeNull();
    const { rows } = await db.pool.query(
      "SELECT after FROM audit_log WHERE action = 'user.disabled' AND target_id = $1",
      [id],
    );
    expect(rows).toEqual([{ after: { disabled: true, sessions_ended: 1 } }]);
  });

  test("and its use is noted at most once a minute", async () => {
    const { cookie, sessionId } = await signedIn();
    const lastSeen = async () =>
      (
        await db.pool.query("SELECT last_seen_at FROM user_sessions WHERE id = $1", [sessionId])
      ).rows[0].last_seen_at.getTime();
    const fresh = await lastSeen();
    await whoIs(cookie);
    expect(await lastSeen()).toBe(fresh);
    await db.pool.query(
      "UPDATE user_sessions SET last_seen_at = now() - interval '2 minutes' WHERE id = $1",
      [sessionId],
    );
    await whoIs(cookie);
    expect(await lastSeen()).toBeGreaterThanOrEqual(fresh);
  });
});

describe("a cookie that we did not make is 401 and never an error", () => {
  const secret = () => requireSecret("NEXTAUTH_SECRET");
  const header = (fields: object) => Buffer.from(JSON.stringify(fields)).toString("base64url");
  const payload = header({ sub: "x", sid: "y" });
  const uuid = "0192f0c0-0000-7000-8000-000000000001";

  test.each<[string, () => string | Promise<string>]>([
    ["empty", () => ""],
    ["nonsense", () => "nonsense"],
    ["bad percent encoding", () => "%E0%A4%A"],
    ["NUL", () => "%00"],
    ["dots", () => "....."],
    ["alg none", () => `${header({ alg: "none" })}.${payload}.`],
    ["signed in place of encrypted", () => `${header({ alg: "HS256" })}.${payload}.${"a".repeat(43)}`],
    ["unknown encryption", () => `${header({ alg: "dir", enc: "A128CBC-HS256" })}..AAAA.AAAA.AAAA`],
    ["compressed", () => `${header({ alg: "dir", enc: "A256GCM", zip: "DEF" })}..AAAA.AAAA.AAAA`],
    ["1 MB", () => "a".repeat(1_000_000)],
    ["another secret", () => encode({ token: { sub: uuid, sid: uuid }, secret: "x".repeat(40) })],
    [
      "another purpose",
      () => encode({ token: { sub: uuid, sid: uuid }, secret: secret(), salt: "next-auth.state" }),
    ],
    ["expired", () => encode({ token: { sub: uuid, sid: uuid }, secret: secret(), maxAge: -60 })],
    ["no session id", () => encode({ token: { sub: uuid }, secret: secret() })],
    ["ids that are none", () => encode({ token: { sub: "'; --", sid: "1" }, secret: secret() })],
    ["ids that are objects", () => encode({ token: { sub: uuid, sid: { not: "" } }, secret: secret() })],
    ["an unknown session", () => encode({ token: { sub: uuid, sid: uuid }, secret: secret() })],
  ])("%s", async (_, token) => {
    const cookie = `other=1; muster.session=${await token()}; ;=;x`;
    expect(await whoIs(cookie)).toBeNull();
    const answer = await callRoute(getAccount, { cookie });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test("a session of somebody else, named in a genuine token", async () => {
    const { sessionId } = await signedIn();
    const other = await createUser(db.pool);
    const token = await encode({ token: { sub: other.id, sid: sessionId }, secret: secret() });
    expect(await whoIs(`muster.session=${token}`)).toBeNull();
  });
});

test("a change by session that does not come from our own pages is refused", async () => {
  const { cookie } = await signedIn();
  const { POST } = await import("@/app/api/v1/account/password/route");
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none", origin: "https://evil.example" },
  ]) {
    const answer = await callRoute(POST, { cookie, headers, body: {} });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "cross_site_request" });
  }
});

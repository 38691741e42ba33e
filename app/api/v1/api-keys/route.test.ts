import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST as revokeAdminKey } from "@/app/api/v1/admin/api-keys/[id]/revoke/route";
import { POST as createAdminKey, GET as listAdminKeys } from "@/app/api/v1/admin/api-keys/route";
import { POST as revokeKey } from "@/app/api/v1/api-keys/[id]/revoke/route";
import { POST as createKey, GET as listKeys } from "@/app/api/v1/api-keys/route";
import type { ApiKeyView } from "@/lib/contracts/api-key";
import { ROLES } from "@/lib/domain/access/permissions";
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

async function ownerOf(tenant: { id: string }) {
  const user = await createUser(db.pool, { roles: { [tenant.id]: "owner" } });
  return { ...user, ...(await signInAs(db.pool, user.id)) };
}

async function adminCookie(): Promise<string> {
  const { id } = await createUser(db.pool, { isPlatformAdmin: true });
  return (await signInAs(db.pool, id)).cookie;
}

type Created = { api_key: ApiKeyView; raw_key: string };
type Listed = { items: ApiKeyView[]; next_cursor: string | null };
const json = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T;

describe("a tenant's key", () => {
  test("is shown once, stored as a hash, listed without its secret, and on record", async () => {
    const tenant = await createTenant(db.pool);
    const { cookie, id, email } = await ownerOf(tenant);
    const answer = await callRoute(createKey, {
      cookie,
      body: { name: "CI", scopes: ["jobs:read", "jobs:read"] },
    });
    expect(answer.status).toBe(201);
    const { api_key, raw_key } = (await answer.json()) as Created;
    expect(raw_key).toMatch(new RegExp(`^${api_key.key_prefix}_[a-z0-9]{40}$`));
    expect(api_key).toMatchObject({
      name: "CI",
      scopes: ["jobs:read"],
      created_by: email,
      revoked_at: null,
      last_used_at: null,
    });
    const days = (Date.parse(api_key.expires_at ?? "") - Date.parse(api_key.created_at)) / 86_400_000;
    expect(Math.round(days)).toBe(90);
    const secret = raw_key.slice(-40);
    const { rows } = await db.pool.query("SELECT * FROM api_keys WHERE id = $1", [api_key.id]);
    const audit = await db.pool.query("SELECT * FROM audit_log WHERE target_id = $1", [api_key.id]);
    const list = await (await callRoute(listKeys, { cookie })).text();
    for (const text of [JSON.stringify(rows), JSON.stringify(audit.rows), list])
      expect(text).not.toContain(secret);
    expect(list).not.toContain(rows[0].key_hash);
    expect(audit.rows).toMatchObject([{ action: "api_key.created", actor_id: id, tenant_id: tenant.id }]);
  });

  test("is refused from the request after its revocation, and revoking again changes nothing", async () => {
    const tenant = await createTenant(db.pool);
    const { cookie } = await ownerOf(tenant);
    const { id } = await createApiKey(db.pool, tenant.id, { scopes: ["audit:read"] });
    const first = await callRoute(revokeKey, { cookie, params: { id } });
    expect(first.status).toBe(200);
    const { api_key } = (await first.json()) as Created;
    expect(api_key.revoked_at).not.toBeNull();
    expect(await json(callRoute(revokeKey, { cookie, params: { id } }))).toEqual({ api_key });
    const audit = await db.pool.query(
      "SELECT * FROM audit_log WHERE action = 'api_key.revoked' AND target_id = $1",
      [id],
    );
    expect(audit.rows).toHaveLength(1);
  });

  test("of another tenant does not exist, nor does an admin key", async () => {
    const { cookie } = await ownerOf(await createTenant(db.pool));
    const theirs = await createApiKey(db.pool, (await createTenant(db.pool)).id);
    const admins = await createApiKey(db.pool, null);
    for (const id of [theirs.id, admins.id, "not-an-id"]) {
      expect((await callRoute(revokeKey, { cookie, params: { id } })).status).toBe(404);
    }
    expect((await json<Listed>(callRoute(listKeys, { cookie }))).items).toEqual([]);
    const { rows } = await db.pool.query(
      "SELECT count(*)::int AS n FROM api_keys WHERE id = ANY ($1) AND revoked_at IS NULL",
      [[theirs.id, admins.id]],
    );
    expect(rows[0].n).toBe(2);
  });

  test("cannot manage keys, and cannot be given the scope to", async () => {
    const tenant = await createTenant(db.pool);
    const { cookie } = await ownerOf(tenant);
    const { key, id } = await createApiKey(db.pool, tenant.id, {
      scopes: ["api_keys:read", "api_keys:write", "jobs:read"],
    });
    expect((await callRoute(listKeys, { bearer: key })).status).toBe(403);
    expect(
      (await callRoute(createKey, { bearer: key, body: { name: "x", scopes: ["jobs:read"] } })).status,
    ).toBe(403);
    expect((await callRoute(revokeKey, { bearer: key, params: { id } })).status).toBe(403);
    for (const scopes of [["api_keys:write"], ["admin:read"], [], "jobs:read", { contains: "jobs" }]) {
      expect((await callRoute(createKey, { cookie, body: { name: "x", scopes } })).status).toBe(422);
    }
  });

  test("is managed by owners and admins only", async () => {
    const tenant = await createTenant(db.pool);
    for (const role of ROLES) {
      const { id } = await createUser(db.pool, { roles: { [tenant.id]: role } });
      const { cookie } = await signInAs(db.pool, id);
      const isAllowed = role === "owner" || role === "admin";
      expect((await callRoute(listKeys, { cookie })).status).toBe(isAllowed ? 200 : 403);
      const body = { name: role, scopes: ["jobs:read"] };
      expect((await callRoute(createKey, { cookie, body })).status).toBe(isAllowed ? 201 : 403);
    }
  });

  test("list goes page by page, newest first, without gap or repeat", async () => {
    const tenant = await createTenant(db.pool);
    const { cookie } = await ownerOf(tenant);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await createApiKey(db.pool, tenant.id)).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: "2", ...(cursor ? { cursor } : {}) };
      const page: Listed = await json(callRoute(listKeys, { cookie, query }));
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toEqual(ids);
    expect((await callRoute(listKeys, { cookie, query: { cursor: "bm9uc2Vuc2U" } })).status).toBe(422);
  });
});

describe("an admin key", () => {
  test("is made, listed and revoked by platform admins, and dies at once", async () => {
    const cookie = await adminCookie();
    const body = { name: "ops", scopes: ["admin:read"], expires_in_days: null };
    const { api_key, raw_key } = await json<Created>(callRoute(createAdminKey, { cookie, body }));
    expect(api_key).toMatchObject({ scopes: ["admin:read"], expires_at: null });
    expect((await callRoute(listAdminKeys, { bearer: raw_key })).status).toBe(200);
    const [listed] = (await json<Listed>(callRoute(listAdminKeys, { cookie }))).items;
    expect(listed?.last_used_at).not.toBeNull();
    await callRoute(revokeAdminKey, { cookie, params: { id: api_key.id } });
    expect((await callRoute(listAdminKeys, { bearer: raw_key })).status).toBe(401);
  });

  test("does what its scopes say and makes no key that may do more", async () => {
    const reader = await createApiKey(db.pool, null, { scopes: ["admin:read"] });
    const writer = await createApiKey(db.pool, null, { scopes: ["admin:write"] });
    const body = { name: "x", scopes: ["admin:read"] };
    expect((await callRoute(createAdminKey, { bearer: reader.key, body })).status).toBe(403);
    expect((await callRoute(listAdminKeys, { bearer: writer.key })).status).toBe(403);
    expect((await callRoute(createAdminKey, { bearer: writer.key, body })).status).toBe(403);
    const own = await callRoute(createAdminKey, {
      bearer: writer.key,
      body: { name: "x", scopes: ["admin:write"] },
    });
    expect(own.status).toBe(201);
    expect(((await own.json()) as Created).api_key.created_by).toBeNull();
  });

  test.each([
    ["expired", "expires_at = now()"],
    ["revoked", "revoked_at = now()"],
  ])("that is %s is 401", async (_, change) => {
    const { id, key } = await createApiKey(db.pool, null);
    await db.pool.query(`UPDATE api_keys SET ${change} WHERE id = $1`, [id]);
    expect((await callRoute(listAdminKeys, { bearer: key })).status).toBe(401);
  });

  test("with one wrong character is 401", async () => {
    const { key } = await createApiKey(db.pool, null);
    const wrong = key.slice(0, -1) + (key.endsWith("a") ? "b" : "a");
    expect((await callRoute(listAdminKeys, { bearer: wrong })).status).toBe(401);
    expect((await callRoute(listAdminKeys, { bearer: key })).status).toBe(200);
  });

  test("and admin routes are closed to owners and tenant keys", async () => {
    const tenant = await createTenant(db.pool);
    const { cookie } = await ownerOf(tenant);
    const { key } = await createApiKey(db.pool, tenant.id, { scopes: ["admin:write", "admin:read"] });
    for (const caller of [{ cookie }, { bearer: key }]) {
      expect((await callRoute(listAdminKeys, caller)).status).toBe(403);
      expect(
        (await callRoute(createAdminKey, { ...caller, body: { name: "x", scopes: ["admin:read"] } })).status,
      ).toBe(403);
    }
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST as changePassword } from "@/app/api/v1/account/password/route";
import { GET as getAccount } from "@/app/api/v1/account/route";
import { DELETE as endSession } from "@/app/api/v1/account/sessions/[id]/route";
import { GET as listSessions } from "@/app/api/v1/account/sessions/route";
import { newId } from "@/lib/db/new-id";
import { hashPassword, passwordMatches } from "@/lib/secrets/password-hash";
import { callRoute } from "@/lib/testing/call-route";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createUser } from "@/lib/testing/factories/create-user";
import { setProcessPool } from "@/lib/testing/process-pool";
import { signInAs } from "@/lib/testing/sign-in-as";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const OLD = "grey lamp under 7 bridges";
const NEW = "blue kettle over 9 rivers";
let db: TestDatabase;
let passwordHash: string;

beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
  passwordHash = await hashPassword(OLD);
});
afterAll(() => db.drop());

const isAccepted = async (cookie: string) => (await callRoute(getAccount, { cookie })).status === 200;

describe("the account", () => {
  test("is the signed-in person's, with their tenants", async () => {
    const tenant = await createTenant(db.pool);
    const { id, email } = await createUser(db.pool, { roles: { [tenant.id]: "member" } });
    const { cookie } = await signInAs(db.pool, id);
    const answer = await callRoute(getAccount, { cookie });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({
      account: {
        id,
        email,
        name: "Test User",
        is_platform_admin: false,
        memberships: [{ tenant_id: tenant.id, slug: tenant.slug, name: tenant.name, role: "member" }],
      },
    });
  });

  test("needs a person: a key is 403, nobody 401, and a bad key beside a good cookie 401", async () => {
    const tenant = await createTenant(db.pool);
    const { key } = await createApiKey(db.pool, tenant.id);
    const { id } = await createUser(db.pool);
    const { cookie } = await signInAs(db.pool, id);
    expect((await callRoute(getAccount, { bearer: key })).status).toBe(403);
    expect((await callRoute(getAccount)).status).toBe(401);
    expect((await callRoute(getAccount, { cookie, bearer: "mst_tk_nonsense" })).status).toBe(401);
  });
});

describe("changing the password", () => {
  test("ends every session at once and goes on in a new one", async () => {
    const { id } = await createUser(db.pool, { passwordHash });
    const here = await signInAs(db.pool, id);
    const elsewhere = await signInAs(db.pool, id);
    const answer = await callRoute(changePassword, {
      cookie: here.cookie,
      body: { current_password: OLD, new_password: NEW },
    });
    expect(answer.status).toBe(204);
    expect(await isAccepted(here.cookie)).toBe(false);
    expect(await isAccepted(elsewhere.cookie)).toBe(false);
    const [renewed = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
    expect(await isAccepted(renewed)).toBe(true);
    const { rows } = await db.pool.query("SELECT password_hash FROM users WHERE id = $1", [id]);
    expect(await passwordMatches(NEW, rows[0].password_hash)).toBe(true);
    const audit = await db.pool.query(
      "SELECT * FROM audit_log WHERE action = 'password.changed' AND actor_id = $1",
      [id],
    );
    expect(audit.rows).toHaveLength(1);
    expect(JSON.stringify(audit.rows)).not.toMatch(/argon2|kettle|lamp/);
  });

  test.each([
    [
      "a wrong present password",
      { current_password: "not the password", new_password: NEW },
      "/current_password",
    ],
    ["a short one", { current_password: OLD, new_password: "short" }, "/new_password"],
    ["a well-known one", { current_password: OLD, new_password: "password12345" }, "/new_password"],
    ["too long a one", { current_password: OLD, new_password: "x".repeat(129) }, "/new_password"],
    ["an unknown field", { current_password: OLD, new_password: NEW, role: "admin" }, "/role"],
  ])("%s is 422 and changes nothing", async (_, body, pointer) => {
    const { id } = await createUser(db.pool, { passwordHash });
    const { cookie } = await signInAs(db.pool, id);
    const answer = await callRoute(changePassword, { cookie, body });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { errors: unknown[] }).errors).toMatchObject([{ pointer }]);
    expect(await isAccepted(cookie)).toBe(true);
    const { rows } = await db.pool.query("SELECT password_hash FROM users WHERE id = $1", [id]);
    expect(rows[0].password_hash).toBe(passwordHash);
  });

  test("one's own address in it is refused", async () => {
    const { id, email } = await createUser(db.pool, { passwordHash });
    const { cookie } = await signInAs(db.pool, id);
    const body = { current_password: OLD, new_password: `x${email}x` };
    expect((await callRoute(changePassword, { cookie, body })).status).toBe(422);
  });

  test("is tried only so often", async () => {
    const { id } = await createUser(db.pool, { passwordHash });
    const { cookie } = await signInAs(db.pool, id);
    const body = { current_password: "not the password", new_password: NEW };
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async () => (await callRoute(changePassword, { cookie, body })).status),
    );
    expect(statuses.filter((status) => status === 422)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });

  test("twice at once succeeds once", async () => {
    const { id } = await createUser(db.pool, { passwordHash });
    const { cookie } = await signInAs(db.pool, id);
    const body = { current_password: OLD, new_password: NEW };
    const statuses = await Promise.all(
      [1, 2, 3, 4].map(async () => (await callRoute(changePassword, { cookie, body })).status),
    );
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
  });
});

describe("sessions", () => {
  test("are listed with the one in use marked, and end one by one", async () => {
    const { id } = await createUser(db.pool);
    const here = await signInAs(db.pool, id);
    const laptop = await signInAs(db.pool, id);
    const { items } = (await (await callRoute(listSessions, { cookie: here.cookie })).json()) as {
      items: { id: string; is_current: boolean }[];
    };
    expect(new Set(items.map((item) => `${item.id} ${item.is_current}`))).toEqual(
      new Set([`${here.sessionId} true`, `${laptop.sessionId} false`]),
    );
    const params = { id: laptop.sessionId };
    expect((await callRoute(endSession, { cookie: here.cookie, params })).status).toBe(204);
    expect(await isAccepted(laptop.cookie)).toBe(false);
    expect((await callRoute(endSession, { cookie: here.cookie, params })).status).toBe(404);
  });

  test("of other people do not exist", async () => {
    const { cookie } = await signInAs(db.pool, (await createUser(db.pool)).id);
    const other = await signInAs(db.pool, (await createUser(db.pool)).id);
    const theirs = await callRoute(endSession, { cookie, params: { id: other.sessionId } });
    const nobodys = await callRoute(endSession, { cookie, params: { id: newId() } });
    const bodies = [await theirs.json(), await nobodys.json()] as Record<string, unknown>[];
    for (const body of bodies) delete body.request_id;
    expect([theirs.status, bodies[0]]).toEqual([nobodys.status, bodies[1]]);
    expect(await isAccepted(other.cookie)).toBe(true);
  });
});

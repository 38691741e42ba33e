import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { POST as checkSetupLink } from "@/app/api/v1/setup/check/route";
import { POST as completeSetup } from "@/app/api/v1/setup/route";
import { ensureSetupLink } from "@/lib/services/setup/ensure-setup-link";
import { callRoute } from "@/lib/testing/call-route";
import { createUser } from "@/lib/testing/factories/create-user";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query("DELETE FROM users");
});

async function newToken(): Promise<string> {
  const link = new URL((await ensureSetupLink(db.pool, "http://127.0.0.1:3000")) ?? "");
  expect(link.pathname + link.search).toBe("/setup");
  return link.hash.slice(1);
}

const admins = async () =>
  (await db.pool.query("SELECT u.email FROM users u JOIN platform_admins a ON a.user_id = u.id")).rows;
const person = (email = "ada@example.com") => ({ email, name: "Ada", password: "grey lamp under 7 bridges" });
const complete = (body: object) => callRoute(completeSetup, { body });
const check = (token: string) => callRoute(checkSetupLink, { body: { token } });

describe("the first admin", () => {
  test("is made with the link, which is stored only as a hash and works once", async () => {
    const token = await newToken();
    const stored = await db.pool.query("SELECT * FROM one_time_tokens");
    expect(JSON.stringify(stored.rows)).not.toContain(token);
    expect((await complete({ token, ...person("Ada@Example.com") })).status).toBe(204);
    expect(await admins()).toEqual([{ email: "ada@example.com" }]);
    const again = await complete({ token, ...person("eve@example.com") });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: "setup_done" });
    expect(await admins()).toHaveLength(1);
    const { rows } = await db.pool.query("SELECT * FROM audit_log WHERE action = 'platform_admin.created'");
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/argon2|lamp/);
  });

  test("is exactly one of 50 who try at once", async () => {
    const token = await newToken();
    const statuses = await Promise.all(
      Array.from(
        { length: 50 },
        async (_, i) => (await complete({ token, ...person(`p${i}@example.com`) })).status,
      ),
    );
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    expect(await admins()).toHaveLength(1);
    expect((await db.pool.query("SELECT count(*) FROM users")).rows[0].count).toBe(1);
  });

  test("needs a link that counts: unknown, replaced and run-out ones are the same 401", async () => {
    const replaced = await newToken();
    const runOut = await newToken();
    await db.pool.query("UPDATE one_time_tokens SET expires_at = now() WHERE used_at IS NULL");
    for (const token of ["x".repeat(43), replaced, runOut]) {
      const answer = await complete({ token, ...person() });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({
        detail: "This set-up link is not valid. Restart the server to get a new one.",
      });
    }
    expect(await admins()).toHaveLength(0);
  });

  test("cannot take over somebody who exists, and a refusal does not spend the link", async () => {
    const token = await newToken();
    await createUser(db.pool, { email: "taken@example.com" });
    expect((await complete({ token, ...person("taken@example.com") })).status).toBe(409);
    expect((await complete({ token, ...person(), password: "password12345" })).status).toBe(422);
    expect((await complete({ token, ...person(), is_admin: true })).status).toBe(422);
    expect((await complete({ token, ...person() })).status).toBe(204);
  });
});

describe("asking whether a link counts", () => {
  test("does not spend it, however often", async () => {
    const token = await newToken();
    for (let time = 1; time <= 3; time += 1) expect((await check(token)).status).toBe(204);
    expect((await complete({ token, ...person() })).status).toBe(204);
  });

  test("is refused as using it would be: used ones with setup_done, unknown, replaced and run-out ones with 401", async () => {
    const replaced = await newToken();
    const runOut = await newToken();
    await db.pool.query("UPDATE one_time_tokens SET expires_at = now() WHERE used_at IS NULL");
    for (const token of ["x".repeat(43), replaced, runOut]) {
      const [asked, used] = [await check(token), await complete({ token, ...person() })];
      expect(asked.status).toBe(401);
      expect((await asked.json()).detail).toBe((await used.json()).detail);
    }
    const token = await newToken();
    await complete({ token, ...person() });
    const late = await check(token);
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ code: "setup_done" });
  });
});

test("there is no link once there is an admin, and starting several servers at once leaves one that counts", async () => {
  const links = await Promise.all(Array.from({ length: 8 }, () => newToken()));
  const open = await db.pool.query(
    "SELECT count(*)::int AS count FROM one_time_tokens WHERE used_at IS NULL AND revoked_at IS NULL AND expires_at > now()",
  );
  expect(open.rows[0].count).toBe(1);
  expect(new Set(links).size).toBe(8);
  await createUser(db.pool, { isPlatformAdmin: true });
  expect(await ensureSetupLink(db.pool, "http://127.0.0.1:3000")).toBeNull();
});

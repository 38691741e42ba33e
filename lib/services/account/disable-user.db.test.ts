import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GET as getAccount } from "@/app/api/v1/account/route";
import { POST as disableRoute } from "@/app/api/v1/admin/users/[id]/disable/route";
import { AppError } from "@/lib/domain/errors";
import { hashPassword } from "@/lib/secrets/password-hash";
import { disableUser } from "@/lib/services/account/disable-user";
import { enableUser } from "@/lib/services/account/enable-user";
import type { Context } from "@/lib/services/context";
import { signInWithPassword } from "@/lib/services/sessions/sign-in-with-password";
import { adminContext } from "@/lib/testing/admin-context";
import { callRoute } from "@/lib/testing/call-route";
import { createUser } from "@/lib/testing/factories/create-user";
import { setProcessPool } from "@/lib/testing/process-pool";
import { signInAs } from "@/lib/testing/sign-in-as";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const PASSWORD = "correct horse battery staple";
const UNKNOWN_ID = "0192f0c0-0000-7000-8000-0000000000ff";
const WAIT_MS = 10_000;

let database: TestDatabase;
let passwordHash: string;
let asKey: Context;

beforeAll(async () => {
  database = await createTestDatabase();
  setProcessPool(database.pool);
  passwordHash = await hashPassword(PASSWORD);
  asKey = adminContext(database.pool, { actor: { type: "api_key", id: UNKNOWN_ID, name: "ops key" } });
});
afterAll(async () => await database?.drop());
beforeEach(async () => {
  await database.pool.query("DELETE FROM platform_admins");
});

const newAdmin = () => createUser(database.pool, { isPlatformAdmin: true });

function as({ id, email }: { id: string; email: string }): Context {
  return adminContext(database.pool, { actor: { type: "user", id, name: email } });
}

function signIn(email: string) {
  const ctx = adminContext(database.pool, { actor: { type: "system", id: null, name: "anonymous" } });
  return signInWithPassword(ctx, { email, password: PASSWORD, userAgent: null });
}

async function outcome(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

async function statusWith(cookie: string): Promise<number> {
  return (await callRoute(getAccount, { cookie })).status;
}

async function actionsOn(userId: string): Promise<string[]> {
  const { rows } = await database.pool.query(
    "SELECT action FROM audit_log WHERE target_id = $1 AND action LIKE 'user.%' ORDER BY id",
    [userId],
  );
  return rows.map(({ action }) => action);
}

describe("a disabled person", () => {
  test("is refused at the next request of a session and at sign-in", async () => {
    const { id, email } = await createUser(database.pool, { passwordHash });
    const { cookie } = await signInAs(database.pool, id);
    expect(await outcome(signIn(email))).toBe("done");
    expect(await statusWith(cookie)).toBe(200);
    const { user } = await disableUser(asKey, id);
    expect(user).toMatchObject({ id, email, disabled_at: expect.any(String), live_sessions: 0 });
    expect(await statusWith(cookie)).toBe(401);
    expect(await outcome(signIn(email))).toBe("unauthenticated");
  });

  test("may sign in again once enabled, and the sessions of before stay dead", async () => {
    const { id, email } = await createUser(database.pool, { passwordHash });
    const { cookie } = await signInAs(database.pool, id);
    await disableUser(asKey, id);
    const { user } = await enableUser(asKey, id);
    expect(user).toMatchObject({ disabled_at: null, live_sessions: 0 });
    expect(await statusWith(cookie)).toBe(401);
    expect(await outcome(signIn(email))).toBe("done");
    expect(await statusWith((await signInAs(database.pool, id)).cookie)).toBe(200);
    expect(await statusWith(cookie)).toBe(401);
  });

  test("stays as they are when disabled again, and so does an enabled one when enabled again", async () => {
    const { id } = await createUser(database.pool);
    const first = await disableUser(asKey, id);
    expect(await disableUser(asKey, id)).toEqual(first);
    const enabled = await enableUser(asKey, id);
    expect(await enableUser(asKey, id)).toEqual(enabled);
    expect(await actionsOn(id)).toEqual(["user.disabled", "user.enabled"]);
  });

  test("has to exist", async () => {
    expect(await outcome(disableUser(asKey, UNKNOWN_ID))).toBe("not_found");
    expect(await outcome(enableUser(asKey, UNKNOWN_ID))).toBe("not_found");
  });
});

describe("a platform admin", () => {
  test("cannot disable themself, also not beside others", async () => {
    const self = await newAdmin();
    await newAdmin();
    const { cookie } = await signInAs(database.pool, self.id);
    const answer = await callRoute(disableRoute, { cookie, params: { id: self.id } });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      code: "conflict",
      detail: expect.stringMatching(/yourself/),
    });
    expect(await statusWith(cookie)).toBe(200);
    expect(await actionsOn(self.id)).toEqual([]);
  });

  test("can be disabled while another is left, and the last one cannot, by anybody", async () => {
    const [first, last] = [await newAdmin(), await newAdmin()];
    expect(await outcome(disableUser(as(last), first.id))).toBe("done");
    expect(await outcome(disableUser(asKey, last.id))).toBe("conflict");
    await enableUser(as(last), first.id);
    expect(await outcome(disableUser(asKey, last.id))).toBe("done");
  });

  test("is left over when two disable each other at once", async () => {
    const [a, b] = [await newAdmin(), await newAdmin()];
    const gate = await database.pool.connect();
    await gate.query("BEGIN");
    await gate.query("SELECT 1 FROM users WHERE id = ANY ($1) FOR UPDATE", [[a.id, b.id]]);
    const both = [outcome(disableUser(as(a), b.id)), outcome(disableUser(as(b), a.id))];
    await expect.poll(countWaiting, { timeout: WAIT_MS, interval: 20 }).toBe(2);
    await gate.query("COMMIT");
    gate.release();
    expect((await Promise.all(both)).sort()).toEqual(["conflict", "done"]);
    const { rows } = await database.pool.query(
      "SELECT 1 FROM platform_admins a JOIN users u ON u.id = a.user_id WHERE u.disabled_at IS NULL",
    );
    expect(rows).toHaveLength(1);
  });
});

async function countWaiting(): Promise<number> {
  const { rows } = await database.pool.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length;
}

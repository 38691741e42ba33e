import { afterAll, beforeAll, expect, test } from "vitest";
import { ListUsersQuery } from "@/lib/contracts/user";
import { disableUser } from "@/lib/services/account/disable-user";
import type { Context } from "@/lib/services/context";
import { listUsers } from "@/lib/services/users/list-users";
import { adminContext } from "@/lib/testing/admin-context";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createUser } from "@/lib/testing/factories/create-user";
import { signInAs } from "@/lib/testing/sign-in-as";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let ctx: Context;

beforeAll(async () => {
  database = await createTestDatabase();
  ctx = adminContext(database.pool);
});
afterAll(async () => await database?.drop());

const list = (query: Record<string, unknown>) => listUsers(ctx, ListUsersQuery.parse(query));

async function emails(query: Record<string, unknown>): Promise<string[]> {
  return (await list(query)).items.map(({ email }) => email);
}

test("a person is shown with rank, tenants, also suspended ones, and the sessions that count now", async () => {
  const a = await createTenant(database.pool, { slug: "aardvark" });
  const b = await createTenant(database.pool, { slug: "badger", status: "suspended" });
  const { id, email } = await createUser(database.pool, {
    email: "whole@example.com",
    name: "Whole Person",
    isPlatformAdmin: true,
    roles: { [b.id]: "owner", [a.id]: "viewer" },
  });
  await signInAs(database.pool, id);
  const old = await signInAs(database.pool, id);
  await database.pool.query(
    "UPDATE user_sessions SET last_seen_at = now() - interval '13 hours' WHERE id = $1",
    [old.sessionId],
  );
  expect((await list({ q: "whole@" })).items).toEqual([
    {
      id,
      email,
      name: "Whole Person",
      is_platform_admin: true,
      disabled_at: null,
      memberships: [
        { tenant_id: a.id, slug: "aardvark", role: "viewer" },
        { tenant_id: b.id, slug: "badger", role: "owner" },
      ],
      live_sessions: 1,
      created_at: expect.any(String),
    },
  ]);
});

test("people are found by part of name or address, wildcards meaning themselves, and by status", async () => {
  await createUser(database.pool, { email: "grace_h@found.example", name: "Grace Hopper" });
  const ada = await createUser(database.pool, { email: "ada@found.example", name: "Ada Lovelace" });
  await disableUser(ctx, ada.id);
  expect(await emails({ q: "HOPPER" })).toEqual(["grace_h@found.example"]);
  expect(await emails({ q: "_h@found" })).toEqual(["grace_h@found.example"]);
  expect(await emails({ q: "found.example" })).toEqual(["ada@found.example", "grace_h@found.example"]);
  expect(await emails({ q: "found.example", status: "disabled" })).toEqual(["ada@found.example"]);
  expect(await emails({ q: "found.example", status: "active" })).toEqual(["grace_h@found.example"]);
});

test("pages go on where the last one ended", async () => {
  for (const name of ["one", "two", "three"]) {
    await createUser(database.pool, { email: `${name}@pages.example` });
  }
  const first = await list({ q: "pages.example", limit: 2 });
  expect(first.items.map(({ email }) => email)).toEqual(["three@pages.example", "two@pages.example"]);
  const next = await list({ q: "pages.example", limit: 2, cursor: first.next_cursor });
  expect(next.items.map(({ email }) => email)).toEqual(["one@pages.example"]);
  expect(next.next_cursor).toBeNull();
});

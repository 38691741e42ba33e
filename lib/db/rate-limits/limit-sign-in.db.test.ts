import { afterAll, beforeAll, expect, it } from "vitest";
import { limitSignIn, type SignInTry } from "@/lib/db/rate-limits/limit-sign-in";
import { insertSession } from "@/lib/db/sessions/insert-session";
import { SIGN_IN_LIMITS } from "@/lib/domain/access/sign-in-limits";
import { createUser } from "@/lib/testing/factories/create-user";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database.drop());

const isAllowed = async (signInTry: SignInTry) =>
  await limitSignIn(database.pool, signInTry).then(
    () => true,
    () => false,
  );

it("tries from all over one /64 count together, those from another do not", async () => {
  const account = { email: "a@x.example", emailHash: "a" };
  for (let host = 1; host <= SIGN_IN_LIMITS.accountAtAddress.capacity; host += 1)
    expect(await isAllowed({ ...account, ip: `2001:db8:0:1::${host}` })).toBe(true);
  expect(await isAllowed({ ...account, ip: "2001:db8:0:1:ffff::" })).toBe(false);
  expect(await isAllowed({ ...account, ip: "2001:db8:0:2::1" })).toBe(true);
});

it("whoever has signed in from a /64 gets in from all of it while strangers use up the account's tries", async () => {
  const { id, email } = await createUser(database.pool);
  await insertSession(database.pool, { userId: id, ip: "2001:db8:0:3::1", userAgent: null });
  const account = { email, emailHash: "b" };
  for (let stranger = 0; stranger < SIGN_IN_LIMITS.account.capacity; stranger += 1)
    await isAllowed({ ...account, ip: `203.0.113.${stranger}` });
  expect(await isAllowed({ ...account, ip: "198.51.100.1" })).toBe(false);
  expect(await isAllowed({ ...account, ip: "2001:db8:0:3:9:9:9:9" })).toBe(true);
  expect(await isAllowed({ ...account, ip: "2001:db8:0:4::1" })).toBe(false);
});

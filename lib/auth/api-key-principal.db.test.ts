import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiKeyPrincipal } from "@/lib/auth/api-key-principal";
import { openPool } from "@/lib/db/pool";
import { parseKey } from "@/lib/domain/token/api-key";
import { revokeApiKey } from "@/lib/services/api-keys/revoke-api-key";
import { updateTenant } from "@/lib/services/tenants/update-tenant";
import { adminContext } from "@/lib/testing/admin-context";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
/** What another process remembers: it keeps keys of its own, and the services of these tests run on the first pool. */
let elsewhere: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  elsewhere = openPool(database.url, 2);
  elsewhere.on("error", () => {});
});

afterAll(async () => {
  await elsewhere.end();
  await database.drop();
});

const principalOf = async (key: string, db: pg.Pool = database.pool) => {
  const parts = parseKey(key);
  return parts && (await apiKeyPrincipal(db, parts));
};
const works = async (key: string, db?: pg.Pool) => (await principalOf(key, db)) !== null;

async function tenantKey() {
  const tenant = await createTenant(database.pool);
  const made = await createApiKey(database.pool, tenant.id);
  expect(await works(made.key)).toBe(true);
  expect(await works(made.key, elsewhere)).toBe(true);
  return { ...made, tenantId: tenant.id };
}

/** As from another process: nobody here is told. */
const change = (sql: string, id: string) =>
  database.pool.query(`UPDATE api_keys SET ${sql} WHERE id = $1`, [id]);

/** Within a second, with room for a busy machine. */
const promptly = (look: () => Promise<boolean>) => expect.poll(look, { timeout: 1_500, interval: 20 });

it("a key is looked up once and then known without a look at the keys", async () => {
  const { key, tenantId } = await tenantKey();
  const locker = await database.pool.connect();
  try {
    await locker.query("BEGIN; LOCK TABLE api_keys IN ACCESS EXCLUSIVE MODE");
    expect(await principalOf(key)).toMatchObject({ kind: "tenant_key", tenantId });
  } finally {
    await locker.query("ROLLBACK");
    locker.release();
  }
});

it("a key that nobody had is good as soon as it is made", async () => {
  const { id: tenantId } = await createTenant(database.pool);
  const { key, id } = await createApiKey(database.pool, tenantId);
  const { rows } = await database.pool.query(
    "DELETE FROM api_keys k WHERE id = $1 RETURNING to_jsonb(k) AS row",
    [id],
  );
  expect(await works(key)).toBe(false);
  await database.pool.query("INSERT INTO api_keys SELECT * FROM jsonb_populate_record(NULL::api_keys, $1)", [
    rows[0]?.row,
  ]);
  expect(await works(key)).toBe(true);
});

it("a revoked key is dead at once where it was revoked, and within a second elsewhere", async () => {
  const { key, id, tenantId } = await tenantKey();
  await revokeApiKey(adminContext(database.pool), { tenantId, id });
  expect(await works(key)).toBe(false);
  await promptly(() => works(key, elsewhere)).toBe(false);
});

it("the keys of a suspended tenant are dead at once where it was suspended, and within a second elsewhere", async () => {
  const { key, tenantId } = await tenantKey();
  const admin = adminContext(database.pool);
  await updateTenant(admin, { id: tenantId, body: { status: "suspended" } });
  expect(await works(key)).toBe(false);
  await promptly(() => works(key, elsewhere)).toBe(false);
  await updateTenant(admin, { id: tenantId, body: { status: "active" } });
  expect(await works(key)).toBe(true);
});

it("a key that another process narrowed or deleted does no more within a second than it may", async () => {
  const [narrowed, deleted] = [await tenantKey(), await tenantKey()];
  await change("scopes = '{jobs:read}'", narrowed.id);
  await database.pool.query("DELETE FROM api_keys WHERE id = $1", [deleted.id]);
  await promptly(() => works(deleted.key)).toBe(false);
  expect(await principalOf(narrowed.key)).toMatchObject({ scopes: ["jobs:read"] });
});

it("a key that expires is refused from then on, by the database's time", async () => {
  const { id: tenantId } = await createTenant(database.pool);
  const { key, id } = await createApiKey(database.pool, tenantId);
  await change("expires_at = now() + interval '1 hour'", id);
  expect(await works(key)).toBe(true);
  const epoch = await readEpoch();
  await database.pool.query("ALTER TABLE api_keys DISABLE TRIGGER api_keys_changed");
  await change("expires_at = now()", id);
  await database.pool.query("ALTER TABLE api_keys ENABLE TRIGGER api_keys_changed");
  expect(await readEpoch()).toEqual(epoch);
  expect(await works(key)).toBe(false);
});

it("using a key changes nothing that is remembered, and is recorded", async () => {
  const before = await readEpoch();
  const { id } = await tenantKey();
  expect(await readEpoch()).toEqual(before);
  const { rows } = await database.pool.query("SELECT last_used_at FROM api_keys WHERE id = $1", [id]);
  expect(rows[0]?.last_used_at).toBeInstanceOf(Date);
});

it("of a wrong secret nothing is answered, however well the key's prefix is known", async () => {
  const { key } = await tenantKey();
  expect(await works(`${key.slice(0, -3)}${key.endsWith("aaa") ? "bbb" : "aaa"}`)).toBe(false);
});

async function readEpoch() {
  return (await database.pool.query("SELECT epoch FROM api_key_epoch")).rows;
}

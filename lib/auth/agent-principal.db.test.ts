import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { agentPrincipal } from "@/lib/auth/agent-principal";
import { openPool } from "@/lib/db/pool";
import { parseKey } from "@/lib/domain/token/api-key";
import { newKey } from "@/lib/secrets/new-secret";
import { leaveFleet } from "@/lib/services/agent-protocol/leave-fleet";
import { deleteAgent } from "@/lib/services/platform-agents/delete-agent";
import { rotateAgentKey } from "@/lib/services/platform-agents/rotate-agent-key";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { agentContext } from "@/lib/testing/queue-contexts";
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

const works = async (key: string, db: pg.Pool = database.pool) => {
  const parts = parseKey(key);
  return parts !== null && (await agentPrincipal(db, parts)) !== null;
};

async function enrolled() {
  const { key, prefix, hash } = newKey("agent");
  const agent = await createAgent(database.pool, { key: { prefix, hash } });
  expect(await works(key)).toBe(true);
  expect(await works(key, elsewhere)).toBe(true);
  return { ...agent, key };
}

/** As from another process: nobody here is told. */
const change = (sql: string, id: string) =>
  database.pool.query(`UPDATE agents SET ${sql} WHERE id = $1`, [id]);

/** Within a second, with room for a busy machine. */
const promptly = (look: () => Promise<boolean>) => expect.poll(look, { timeout: 1_500, interval: 20 });

it("a key is looked up once and then known without a look at the agents", async () => {
  const { key, id } = await enrolled();
  const principal = { kind: "agent", agentId: id, isPlatformAgent: true };
  const parts = parseKey(key);
  const locker = await database.pool.connect();
  try {
    await locker.query("BEGIN; LOCK TABLE agents IN ACCESS EXCLUSIVE MODE");
    expect(parts && (await agentPrincipal(database.pool, parts))).toMatchObject(principal);
  } finally {
    await locker.query("ROLLBACK");
    locker.release();
  }
});

it("of a wrong secret nothing is answered, however well the key's prefix is known", async () => {
  const { key } = await enrolled();
  expect(await works(`${key.slice(0, -3)}${key.endsWith("aaa") ? "bbb" : "aaa"}`)).toBe(false);
});

it("a deleted agent's key is dead at once where it was deleted, and within a second elsewhere", async () => {
  const [deleted, left, gone] = [await enrolled(), await enrolled(), await enrolled()];
  await deleteAgent(adminContext(database.pool), { id: deleted.id, isForced: false });
  await leaveFleet(agentContext(database.pool, left.id), left.tenantId);
  for (const { key } of [deleted, left]) expect(await works(key)).toBe(false);
  await change("deleted_at = now()", gone.id);
  await promptly(() => works(gone.key)).toBe(false);
});

it("a rotated key is good at once, and the one before dies with its first use", async () => {
  const agent = await enrolled();
  const { api_key: key } = await rotateAgentKey(adminContext(database.pool), agent.id);
  expect(await works(agent.key)).toBe(true);
  expect(await works(agent.key, elsewhere)).toBe(true);
  expect(await works(key)).toBe(true);
  expect(await works(agent.key)).toBe(false);
  await promptly(() => works(agent.key, elsewhere)).toBe(false);
  expect(await works(key, elsewhere)).toBe(true);
});

it("a key that another process rotated away without grace is dead within a second", async () => {
  const agent = await enrolled();
  await change("api_key_hash = 'another', api_key_prefix = id::text", agent.id);
  await promptly(() => works(agent.key)).toBe(false);
});

it("a row that says how an agent is doing changes nothing that is remembered", async () => {
  const { id } = await enrolled();
  const epoch = async () => (await database.pool.query("SELECT epoch FROM agent_key_epoch")).rows;
  const before = await epoch();
  await change("status = 'disabled', tools = '[]', version = '9', name = name, updated_at = now()", id);
  expect(await epoch()).toEqual(before);
  await change("name = 'renamed'", id);
  expect(await epoch()).not.toEqual(before);
});

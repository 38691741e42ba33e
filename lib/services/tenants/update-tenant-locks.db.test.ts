import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { UpdateTenantBody } from "@/lib/contracts/tenant";
import { lockTurn } from "@/lib/db/history/lock-turn";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { updateTenant } from "@/lib/services/tenants/update-tenant";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { claim, scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let holder: pg.PoolClient;
let changed: { id: string };
let other: { id: string };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  [changed, other] = [await createTenant(database.pool), await createTenant(database.pool)];
  holder = await database.pool.connect();
  await holder.query("BEGIN");
});
afterEach(() => holder.release(true));

const update = (fields: Record<string, unknown>) =>
  updateTenant(adminContext(database.pool), { id: changed.id, body: UpdateTenantBody.parse(fields) });

const submit = (tenantId: string) =>
  submitJob(tenantContext(database.pool, tenantId), { body: scanBody(), idempotencyKey: null });

async function waiters(): Promise<number> {
  const { rowCount } = await holder.query(
    "SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()",
  );
  return rowCount ?? 0;
}

test.each([
  ["name", { name: "New name" }],
  ["status", { status: "suspended" }],
  ["plan", { plan: "enterprise" }],
  ["limit", { limits_override: { "platform_agents:priority_base": { value: 10, reason: "x" } } }],
])(
  "a tenant whose %s is about to change, after the claims under way, submits meanwhile, and so do those who share its batch",
  async (_, fields) => {
    await lockDispatch(holder);
    const updating = update(fields);
    await expect.poll(waiters).toBe(1);
    let submitted = 0;
    const submits = [changed, other].map(({ id }) => submit(id).then(() => ++submitted));
    await expect.poll(() => submitted).toBe(2);
    await holder.query("COMMIT");
    expect((await updating).tenant.id).toBe(changed.id);
    await Promise.all(submits);
  },
);

test.each([
  ["plan", { plan: "enterprise" }],
  ["override", { limits_override: { "platform_agents:history_days": { value: 10, reason: "x" } } }],
])(
  "a %s that waits for the removal of old history holds up neither claims nor submits",
  async (_, fields) => {
    const agent = await createAgent(database.pool);
    expect(await lockTurn(holder, changed.id)).toBe(true);
    const updating = update(fields);
    await expect.poll(waiters).toBe(1);
    let claimed = 0;
    const claiming = submit(changed.id)
      .then(() => claim(database.pool, agent.id))
      .then(({ jobs }) => {
        claimed += jobs.length;
      });
    await expect.poll(() => claimed).toBe(1);
    await holder.query("COMMIT");
    expect((await updating).tenant.id).toBe(changed.id);
    await claiming;
  },
);

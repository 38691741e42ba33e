import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

async function settingsOf(table: string): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<{ name: string; value: string }>(
    `SELECT o.option_name AS name, o.option_value AS value
       FROM pg_class c, pg_options_to_table(c.reloptions) o WHERE c.oid = to_regclass($1)`,
    [table],
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, Number(value)]));
}

/** Rows that change in place need room in their page, or every change touches every index. */
const CHANGED_IN_PLACE = [
  "agent_heartbeats",
  "agent_key_epoch",
  "job_leases",
  "lane_clocks",
  "log_streams",
  "queue_items",
  "rate_limits",
  "run_estimates",
  "tenant_lanes",
  "tenant_queues",
  "tenant_shares",
  "tenants",
];
const COME_AND_GO = ["claim_requests", "idempotency_keys", "lane_waits", "lease_settlements"];
const LARGE = ["attempts", "events", "jobs"];

test.each([...CHANGED_IN_PLACE, ...COME_AND_GO])(
  "dead rows of %s are taken away by the hundred, at full speed",
  async (table) => {
    expect(await settingsOf(table)).toMatchObject({
      autovacuum_vacuum_scale_factor: 0.01,
      autovacuum_vacuum_threshold: 500,
      autovacuum_vacuum_cost_delay: 0,
    });
  },
);

test.each(CHANGED_IN_PLACE)("rows of %s have room to change in place", async (table) => {
  expect((await settingsOf(table)).fillfactor).toBeLessThanOrEqual(80);
});

test.each(LARGE)("dead rows of %s are taken away long before they are a fifth of it", async (table) => {
  expect((await settingsOf(table)).autovacuum_vacuum_scale_factor).toBeLessThanOrEqual(0.02);
});

test("changes of rows that every claim or beat makes touch no index", async () => {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
      WHERE (c.relname, a.attname) IN (('agent_heartbeats', 'last_seen_at'), ('agent_heartbeats', 'beat_at'), ('agent_heartbeats', 'polling_until'),
                                       ('job_leases', 'lease_expires_at'), ('tenants', 'last_job_number'),
                                       ('rate_limits', 'tokens'))`,
  );
  expect(rows).toEqual([]);
});

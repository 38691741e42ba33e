import { afterEach, beforeEach, expect, it } from "vitest";
import { GET as metrics } from "@/app/metrics/route";
import { QUICK_QUEUE_CHECKS } from "@/lib/domain/queue-repair/queue-check";
import { REMOTE_ADDRESS_HEADER, trustRemoteAddressHeader } from "@/lib/http/client-address";
import type { Log } from "@/lib/log";
import { checkQueue } from "@/lib/services/maintenance/check-queue";
import { adminContext } from "@/lib/testing/admin-context";
import { callRoute } from "@/lib/testing/call-route";
import { createDeadLetter } from "@/lib/testing/factories/create-dead-letter";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
let logged: Record<string, unknown>[];

beforeEach(async () => {
  database = await createTestDatabase();
  setProcessPool(database.pool);
  trustRemoteAddressHeader();
  tenantId = (await createTenant(database.pool)).id;
  logged = [];
});

afterEach(async () => await database.drop());

/** Runs the duty once for each check; what it says of errors is kept. */
async function check(): Promise<void> {
  for (const _ of QUICK_QUEUE_CHECKS) await checkOnce();
}

async function checkOnce(): Promise<void> {
  const { log } = adminContext(database.pool);
  const error = (fields: Record<string, unknown>) => logged.push(fields);
  const ctx = { db: database.pool, log: Object.assign(Object.create(log) as Log, { error }) };
  expect(await checkQueue(ctx)).toBe(0);
}

async function results(): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ name: string; faults: number }>(
    "SELECT * FROM queue_check_results",
  );
  return Object.fromEntries(rows.map(({ name, faults }) => [name, faults]));
}

it("a fault is said in the log and in the metrics, and left as it is", async () => {
  const { id } = await createJob(database.pool, tenantId);
  await createDeadLetter(database.pool, tenantId);
  await database.pool.query("DELETE FROM queue_items");
  await check();
  expect(logged).toMatchObject([{ check: "queued_job_without_item", faults: 1, samples: [{ jobId: id }] }]);
  expect((await database.pool.query("SELECT FROM queue_items")).rows).toEqual([]);
  expect((await database.pool.query("SELECT FROM audit_log")).rows).toEqual([]);
  const answer = await callRoute(metrics, { headers: { [REMOTE_ADDRESS_HEADER]: "127.0.0.1" } });
  expect((await answer.text()).split("\n")).toEqual(
    expect.arrayContaining([
      'muster_queue_faults{check="queued_job_without_item"} 1',
      'muster_queue_faults{check="live_job_without_lease"} 0',
      expect.stringMatching(/^muster_queue_check_age_seconds\{check="place_without_share"\} \d/),
      "muster_dead_letters_open 1",
    ]),
  );
});

it("one check a run is made, so that nobody waits long for the duties beside it, until all have been", async () => {
  for (const [made] of QUICK_QUEUE_CHECKS.entries()) {
    expect(Object.keys(await results())).toHaveLength(made);
    await checkOnce();
  }
  expect(Object.keys(await results()).sort()).toEqual([...QUICK_QUEUE_CHECKS].sort());
});

it("a check that takes too long is given up, says nothing, and does not keep the others from their turn", async () => {
  await check();
  await database.pool.query("UPDATE queue_check_results SET checked_at = now() - interval '301 s'");
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("LOCK TABLE attempts IN ACCESS EXCLUSIVE MODE");
    for (const _ of QUICK_QUEUE_CHECKS) await checkOnce();
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
  const { rows } = await database.pool.query<{ stale: number; fresh: number }>(
    `SELECT count(*) FILTER (WHERE checked_at < now() - interval '300 s')::int AS stale,
            count(*) FILTER (WHERE checked_at > now() - interval '60 s')::int AS fresh FROM queue_check_results`,
  );
  expect(rows[0]?.stale).toBeGreaterThan(0);
  expect(rows[0]?.fresh).toBeGreaterThan(0);
  expect(logged).toEqual([]);
});

it("the look is taken every five minutes, however many servers run maintenance and however often", async () => {
  await check();
  expect(Object.keys(await results()).sort()).toEqual([...QUICK_QUEUE_CHECKS].sort());
  await createJob(database.pool, tenantId);
  await database.pool.query("DELETE FROM queue_items");
  await database.pool.query("UPDATE queue_check_results SET checked_at = now() - interval '290 s'");
  await check();
  expect(logged).toEqual([]);
  await database.pool.query("UPDATE queue_check_results SET checked_at = now() - interval '301 s'");
  await check();
  expect(logged).toHaveLength(1);
  expect(await results()).toMatchObject({ queued_job_without_item: 1, live_job_without_lease: 0 });
});

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

/** Runs the duty; what it says of errors is kept. */
async function check(): Promise<number> {
  const { log } = adminContext(database.pool);
  const error = (fields: Record<string, unknown>) => logged.push(fields);
  return await checkQueue({ db: database.pool, log: Object.assign(Object.create(log) as Log, { error }) });
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
  expect(await check()).toBe(0);
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

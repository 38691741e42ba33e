import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdArchive } from "@/lib/db/archives/hold-archive";
import { insertArchive } from "@/lib/db/archives/insert-archive";
import { newId } from "@/lib/db/new-id";
import { transaction } from "@/lib/db/transaction";
import { listArchives } from "@/lib/services/jobs/list-archives";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { uploadArchive } from "@/lib/services/jobs/upload-archive";
import { removeOldHistory } from "@/lib/services/maintenance/remove-old-history";
import { adminContext } from "@/lib/testing/admin-context";
import { ageJob } from "@/lib/testing/factories/age-job";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;

beforeEach(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "free" })).id;
});

afterEach(() => database.drop());

const DAY = 86_400_000;
const run = () => removeOldHistory(adminContext(database.pool));
const ctx = () => tenantContext(database.pool, tenantId);

async function archive(days: number, content = Buffer.from("a")): Promise<string> {
  const id = newId();
  await transaction(database.pool, (tx) =>
    insertArchive(tx, tenantId, { id, fileName: "a.tar", sha256: "x", content, createdBy: "test" }),
  );
  await database.pool.query(
    "UPDATE archives SET created_at = now() - make_interval(hours => $2) WHERE id = $1",
    [id, days * 24],
  );
  return id;
}

async function scanOf(target: string, days: number, status: "queued" | "cancelled"): Promise<string> {
  const { id } = await createJob(database.pool, tenantId, { tool: "secrets", target, status });
  await ageJob(database.pool, id, days);
  return id;
}

async function kept(): Promise<Map<string, string | null>> {
  const { items } = await listArchives(ctx(), { limit: 100 });
  return new Map(items.map((item) => [item.id, item.kept_until]));
}

/** Days from now, rounded. */
const daysAhead = (at: string | null | undefined) =>
  at ? Math.round((new Date(at).getTime() - Date.now()) / DAY) : at;

test("an archive is kept as long as the plan keeps scans, after its upload and after the last scan of it, and says so", async () => {
  const [old, young, scannedLately, scannedLongAgo, waiting] = [
    await archive(31),
    await archive(29),
    await archive(100),
    await archive(100),
    await archive(100),
  ];
  await scanOf(scannedLately, 50, "cancelled");
  await scanOf(scannedLately, 20, "cancelled");
  await scanOf(scannedLongAgo, 31, "cancelled");
  await scanOf(waiting, 90, "queued");
  const told = await kept();
  expect([old, young, scannedLately, scannedLongAgo, waiting].map((id) => daysAhead(told.get(id)))).toEqual([
    -1,
    1,
    10,
    -1,
    null,
  ]);
  // The two old scans, and the two archives that nothing kept names.
  expect(await run()).toBe(4);
  expect([...(await kept()).keys()].sort()).toEqual([young, scannedLately, waiting].sort());
  const { rows } = await database.pool.query("SELECT after FROM audit_log WHERE action = 'history.removed'");
  expect(rows).toEqual([{ after: { jobs: 2, log_bytes: 0, archives: 2, archive_bytes: 2 } }]);
});

test("what a removed archive took of the tenant's quota is free again", async () => {
  const tar = gzipSync(Buffer.alloc(1024));
  await archive(31, tar);
  const upload = () =>
    uploadArchive(ctx(), { fileName: "b.tar", content: tar, quotaBytes: tar.length * 1.5 });
  await expect(upload()).rejects.toMatchObject({ code: "payload_too_large" });
  expect(await run()).toBe(1);
  const { archive: stored } = await upload();
  expect(daysAhead(stored.kept_until)).toBe(30);
});

test("an old archive that a submit names at the same moment stays, and its scan finds it", async () => {
  const id = await archive(31);
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    expect(await holdArchive(client, tenantId, id)).toBe(true);
    expect(await run()).toBe(0);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
  await createAgent(database.pool);
  await submitJob(ctx(), { body: scanBody({ tool: "secrets", target: id }), idempotencyKey: null });
  await database.pool.query("UPDATE history_turns SET due_at = now()");
  expect(await run()).toBe(0);
  expect([...(await kept()).keys()]).toEqual([id]);
});

test("another tenant's scan of the same id keeps nothing, and many archives go in bounded batches", async () => {
  const other = (await createTenant(database.pool, { plan: "free" })).id;
  const ids: string[] = [];
  for (let i = 0; i < 25; i++) ids.push(await archive(31));
  await createJob(database.pool, other, { tool: "secrets", target: ids[0] ?? "" });
  expect(await run()).toBe(20);
  expect(await run()).toBe(5);
  expect((await kept()).size).toBe(0);
});

import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { POST as uploadRoute } from "@/app/api/v1/archives/route";
import { admitUpload } from "@/lib/services/jobs/admit-upload";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
});
afterAll(() => db.drop());

const archive = gzipSync("some files");

async function newUploader() {
  const tenant = await createTenant(db.pool);
  const { key } = await createApiKey(db.pool, tenant.id);
  return { tenantId: tenant.id, key };
}

/** An upload whose bytes only come when `finish` is called. */
function slowUpload(key: string, headers: Record<string, string> = {}) {
  let finish = () => {};
  const upload = { isRead: false, finish: () => finish(), answer: Promise.resolve(new Response()) };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        upload.isRead = true;
        return new Promise((resolve) => {
          finish = () => {
            controller.enqueue(archive);
            controller.close();
            resolve();
          };
        });
      },
    },
    { highWaterMark: 0 },
  );
  upload.answer = uploadRoute(
    new Request("http://127.0.0.1/api/v1/archives?file_name=a.tgz", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/gzip", ...headers },
      body,
      duplex: "half",
    } as RequestInit),
  );
  return upload;
}

async function openUpload(key: string) {
  const upload = slowUpload(key);
  await expect.poll(() => upload.isRead).toBe(true);
  return upload;
}

async function expectRefused(upload: ReturnType<typeof slowUpload>, status: number, members: object) {
  const answer = await upload.answer;
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject(members);
  expect(upload.isRead).toBe(false);
  return answer;
}

test("a tenant sends two archives at a time, all tenants four; the next is refused before a byte of it is read", async () => {
  const [one, two, three] = [await newUploader(), await newUploader(), await newUploader()];
  const open = [await openUpload(one.key), await openUpload(one.key)];
  const refused = await expectRefused(slowUpload(one.key), 429, {
    code: "rate_limited",
    limit: "parallel_uploads",
  });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  open.push(await openUpload(two.key), await openUpload(two.key));
  await expectRefused(slowUpload(three.key), 429, { limit: "parallel_uploads_of_all" });

  for (const upload of open) upload.finish();
  for (const upload of open) expect((await upload.answer).status).toBe(201);
  const next = [await openUpload(three.key), await openUpload(three.key)];
  for (const upload of next) upload.finish();
  for (const upload of next) expect((await upload.answer).status).toBe(201);
});

test("uploads that are refused count, and a tenant that has sent too many lately waits", async () => {
  const { tenantId, key } = await newUploader();
  (await admitUpload({ db: db.pool, tenantId }, { declaredBytes: 0 }))();
  await db.pool.query(
    "UPDATE rate_limits SET tokens = 0, updated_at = now() + interval '1 day' WHERE bucket = $1",
    [`upload:${tenantId}`],
  );
  for (let i = 0; i < 3; i++) await expectRefused(slowUpload(key), 429, { limit: "uploads" });
});

test("a length that does not fit into what is left of the quota is refused unread, and gives its place back", async () => {
  const { tenantId, key } = await newUploader();
  for (let i = 0; i < 5; i++) {
    const refused = admitUpload({ db: db.pool, tenantId }, { declaredBytes: 11, quotaBytes: 10 });
    await expect(refused).rejects.toMatchObject({
      code: "payload_too_large",
      extras: { members: { limit: "archive_bytes", limit_bytes: 10, used_bytes: 0 } },
    });
  }
  // A full quota without its bytes: this database is this file's alone.
  await db.pool.query("ALTER TABLE archives DROP CONSTRAINT archives_size_check");
  await db.pool.query(
    `INSERT INTO archives (id, tenant_id, file_name, size_bytes, sha256, content, created_by)
     SELECT gen_random_uuid(), $1, 'big.tar', 32 * 1024 * 1024, 'x', 'a', 'test' FROM generate_series(1, 16)`,
    [tenantId],
  );
  await expectRefused(slowUpload(key, { "content-length": "6" }), 413, { limit: "archive_bytes" });
});

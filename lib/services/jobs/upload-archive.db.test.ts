import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { POST as uploadRoute } from "@/app/api/v1/archives/route";
import type { ArchiveView } from "@/lib/contracts/archive";
import { ARCHIVE_BYTES_MAX } from "@/lib/domain/archive/archive-bytes-max";
import { uploadArchive } from "@/lib/services/jobs/upload-archive";
import { adminContext } from "@/lib/testing/admin-context";
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

async function upload(bytes: Uint8Array<ArrayBuffer>, fields: { query?: string; type?: string } = {}) {
  const tenant = await createTenant(db.pool);
  const { key } = await createApiKey(db.pool, tenant.id);
  const { query = "file_name=repo.tar.gz", type = "application/gzip" } = fields;
  const answer = await uploadRoute(
    new Request(`http://127.0.0.1/api/v1/archives?${query}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": type },
      body: bytes,
    }),
  );
  const { rows } = await db.pool.query("SELECT * FROM archives WHERE tenant_id = $1", [tenant.id]);
  return { answer, rows, tenant };
}

test("an archive is kept byte by byte with its hash, and on record", async () => {
  const { answer, rows, tenant } = await upload(archive);
  expect(answer.status).toBe(201);
  const { archive: view } = (await answer.json()) as { archive: ArchiveView };
  const sha256 = createHash("sha256").update(archive).digest("hex");
  expect(view).toMatchObject({ file_name: "repo.tar.gz", size_bytes: archive.length, sha256 });
  expect(rows).toMatchObject([{ id: view.id, content: archive, sha256, created_by: "test key" }]);
  const audit = await db.pool.query("SELECT action, target_id, after FROM audit_log WHERE tenant_id = $1", [
    tenant.id,
  ]);
  expect(audit.rows).toMatchObject([{ action: "archive.uploaded", target_id: view.id, after: { sha256 } }]);
});

test.each([
  ["what is no archive", 422, { bytes: Buffer.from("PK\u0003\u0004 zip") }],
  ["an empty body", 422, { bytes: Buffer.alloc(0) }],
  ["too many bytes", 413, { bytes: Buffer.alloc(ARCHIVE_BYTES_MAX + 1) }],
  ["a file name with a path", 422, { bytes: archive, query: "file_name=..%2Fetc" }],
  ["no file name", 422, { bytes: archive, query: "" }],
  ["another content type", 415, { bytes: archive, type: "text/plain" }],
])("%s is refused with %i and nothing is kept", async (_, status, { bytes, ...fields }) => {
  const { answer, rows } = await upload(Buffer.from(bytes), fields);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(rows).toEqual([]);
});

test("uploads at the same time never pass the tenant's quota together", async () => {
  const tenant = await createTenant(db.pool);
  const ctx = { ...adminContext(db.pool), tenantId: tenant.id };
  const quotaBytes = archive.length * 3;
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () => uploadArchive(ctx, { fileName: "a.tgz", content: archive, quotaBytes })),
  );
  const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  expect(refused).toHaveLength(7);
  for (const reason of refused) {
    expect(reason).toMatchObject({
      code: "payload_too_large",
      extras: { members: { limit: "archive_bytes", limit_bytes: quotaBytes } },
    });
  }
  const { rows } = await db.pool.query("SELECT count(*)::int AS n FROM archives WHERE tenant_id = $1", [
    tenant.id,
  ]);
  expect(rows).toEqual([{ n: 3 }]);
});

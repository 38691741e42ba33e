import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { holdArchive } from "@/lib/db/archives/hold-archive";
import { insertArchive } from "@/lib/db/archives/insert-archive";
import { newId } from "@/lib/db/new-id";
import { transaction } from "@/lib/db/transaction";
import { deleteArchive } from "@/lib/services/jobs/delete-archive";
import { listArchives } from "@/lib/services/jobs/list-archives";
import { submitJob } from "@/lib/services/jobs/submit-job";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { scanBody, tenantContext } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

async function newArchive(tenantId: string): Promise<string> {
  const archive = {
    id: newId(),
    fileName: "a.tar",
    sha256: "x",
    content: Buffer.from("a"),
    createdBy: "test",
  };
  await transaction(db.pool, (tx) => insertArchive(tx, tenantId, archive));
  return archive.id;
}

async function newOwner() {
  const tenant = await createTenant(db.pool, { plan: "enterprise" });
  return { ctx: tenantContext(db.pool, tenant.id), tenantId: tenant.id };
}

test("a deleted archive is gone, and on record; deleting it again finds nothing", async () => {
  const { ctx, tenantId } = await newOwner();
  const [kept, id] = [await newArchive(tenantId), await newArchive(tenantId)];
  await deleteArchive(ctx, { id });
  expect((await listArchives(ctx, { limit: 10 })).items.map((archive) => archive.id)).toEqual([kept]);
  await expect(deleteArchive(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
  const { rows } = await db.pool.query(
    "SELECT action, target_id, before FROM audit_log WHERE tenant_id = $1",
    [tenantId],
  );
  expect(rows).toMatchObject([{ action: "archive.deleted", target_id: id, before: { file_name: "a.tar" } }]);
});

test("another tenant's archive is neither listed nor deleted", async () => {
  const [owner, thief] = [await newOwner(), await newOwner()];
  const id = await newArchive(owner.tenantId);
  expect((await listArchives(thief.ctx, { limit: 10 })).items).toEqual([]);
  await expect(deleteArchive(thief.ctx, { id })).rejects.toMatchObject({ code: "not_found" });
  expect((await listArchives(owner.ctx, { limit: 10 })).items).toHaveLength(1);
});

test("the list comes newest first, page by page", async () => {
  const { ctx, tenantId } = await newOwner();
  const ids = [await newArchive(tenantId), await newArchive(tenantId), await newArchive(tenantId)];
  const first = await listArchives(ctx, { limit: 2 });
  expect(first.items.map((archive) => archive.id)).toEqual([ids[2], ids[1]]);
  const rest = await listArchives(ctx, { limit: 2, cursor: first.next_cursor ?? "" });
  expect(rest).toMatchObject({ items: [{ id: ids[0] }], next_cursor: null });
});

test.each(["queued", "assigned", "running"] as const)(
  "an archive that a %s job names stays",
  async (status) => {
    const { ctx, tenantId } = await newOwner();
    const id = await newArchive(tenantId);
    const agent = status === "queued" ? {} : { agent: await createAgent(db.pool) };
    await createJob(db.pool, tenantId, { status, tool: "secrets", target: id, ...agent });
    await expect(deleteArchive(ctx, { id })).rejects.toMatchObject({ code: "conflict" });
    expect((await listArchives(ctx, { limit: 10 })).items).toHaveLength(1);
  },
);

test("an archive of finished jobs only can be deleted", async () => {
  const { ctx, tenantId } = await newOwner();
  const id = await newArchive(tenantId);
  const agent = await createAgent(db.pool);
  await createJob(db.pool, tenantId, { status: "succeeded", tool: "secrets", target: id, agent });
  await deleteArchive(ctx, { id });
  expect((await listArchives(ctx, { limit: 10 })).items).toEqual([]);
});

test("of a submit and a deletion at the same time one is refused: no job is left without its archive", async () => {
  const { ctx, tenantId } = await newOwner();
  for (let round = 0; round < 20; round++) {
    const target = await newArchive(tenantId);
    const body = scanBody({ tool: "secrets", target });
    const [submitted, deleted] = await Promise.allSettled([
      submitJob(ctx, { body, idempotencyKey: null }),
      deleteArchive(ctx, { id: target }),
    ]);
    expect([submitted.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
  }
});

test("a submit that is under way holds its archive: the deletion waits for it and is refused", async () => {
  const { ctx, tenantId } = await newOwner();
  const id = await newArchive(tenantId);
  let deletion: Promise<unknown> = Promise.resolve();
  await transaction(db.pool, async (tx) => {
    expect(await holdArchive(tx, tenantId, id)).toBe(true);
    deletion = deleteArchive(ctx, { id }).catch((error: unknown) => error);
    await expect.poll(() => lockWaiters(tx)).toBe(1);
    await createJob(tx, tenantId, { tool: "secrets", target: id });
  });
  expect(await deletion).toMatchObject({ code: "conflict" });
});

async function lockWaiters(tx: pg.PoolClient): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()",
  );
  return rows[0]?.n ?? 0;
}

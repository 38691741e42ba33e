import { afterAll, beforeAll, expect, it } from "vitest";
import { removeEmptyPlacesAcrossTenants } from "@/lib/db/queue/remove-empty-places";
import { transaction } from "@/lib/db/transaction";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { placeTenants } from "@/lib/testing/place-tenants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A tenant that waited in a lane, whose only job has gone. */
async function whoHasGone(): Promise<string> {
  const { id } = await createTenant(database.pool, { plan: "team" });
  await createJob(database.pool, id);
  await placeTenants(database.pool);
  await database.pool.query("DELETE FROM queue_items WHERE tenant_id = $1", [id]);
  return id;
}

const remove = (tenantIds: string[]) =>
  transaction(database.pool, (tx) => removeEmptyPlacesAcrossTenants(tx, tenantIds));

async function placesOf(tenantId: string): Promise<number> {
  const { rowCount } = await database.pool.query("SELECT FROM tenant_lanes WHERE tenant_id = $1", [tenantId]);
  return rowCount ?? 0;
}

async function backlogWeight(): Promise<number> {
  const { rows } = await database.pool.query("SELECT sum(backlog_weight) AS weight FROM lane_clocks");
  return Number(rows[0]?.weight);
}

it("takes the named tenants out of the lanes in which nothing of theirs waits, and their weight with them", async () => {
  const [gone, other] = [await whoHasGone(), await whoHasGone()];
  const { id: waiting } = await createTenant(database.pool, { plan: "team" });
  await createJob(database.pool, waiting);
  await placeTenants(database.pool);
  const before = await backlogWeight();
  expect(await remove([gone, waiting])).toBe(1);
  expect([await placesOf(gone), await placesOf(other), await placesOf(waiting)]).toEqual([0, 1, 1]);
  expect(await backlogWeight()).toBe(before - 50);
  expect(await remove([other, waiting])).toBe(1);
  expect([await placesOf(other), await placesOf(waiting)]).toEqual([0, 1]);
});

it("leaves the place of a job that is just being submitted, and waits for nobody", async () => {
  const tenantId = await whoHasGone();
  const submitting = await database.pool.connect();
  try {
    await submitting.query("BEGIN");
    await createJob(submitting, tenantId);
    expect(await remove([tenantId])).toBe(0);
    await submitting.query("COMMIT");
    expect(await remove([tenantId])).toBe(0);
    expect(await placesOf(tenantId)).toBe(1);
  } finally {
    submitting.release(true);
  }
});

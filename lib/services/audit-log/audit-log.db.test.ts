import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ListAuditLogQuery } from "@/lib/contracts/audit-log";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { listAuditLog } from "@/lib/services/audit-log/list-audit-log";
import { listTenantAuditLog } from "@/lib/services/audit-log/list-tenant-audit-log";
import type { Context } from "@/lib/services/context";
import { adminContext } from "@/lib/testing/admin-context";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createUser } from "@/lib/testing/factories/create-user";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let ctx: Context;
let acme: string;
let other: string;

beforeAll(async () => {
  database = await createTestDatabase();
  ctx = adminContext(database.pool);
  acme = (await createTenant(database.pool, { slug: "acme" })).id;
  other = (await createTenant(database.pool, { slug: "other" })).id;
  const write = (tenantId: string | null, action: string, targetId: string, name = "ann@example.com") =>
    insertAuditEntry(
      database.pool,
      { actor: { type: "user", id: `id-of-${name}`, name }, ip: "192.0.2.1", requestId: "r-1" },
      { tenantId, action, targetType: "thing", targetId, before: { a: 1 }, after: null },
    );
  await write(acme, "job.assigned", "t1");
  await write(acme, "job.cancelled", "t1", "bob@example.com");
  await write(other, "job.assigned", "t2");
  await write(null, "jobber.made", "t3");
});
afterAll(async () => {
  await database?.drop();
});

async function actionsOf(query: Record<string, unknown>): Promise<string[]> {
  return (await listAuditLog(ctx, ListAuditLogQuery.parse(query))).items.map((entry) => entry.action);
}

describe("the audit log", () => {
  test("shows who did what to what, with before and after, newest first", async () => {
    const { items } = await listAuditLog(ctx, ListAuditLogQuery.parse({}));
    expect(items.map((entry) => [entry.action, entry.tenant_slug])).toEqual([
      ["jobber.made", null],
      ["job.assigned", "other"],
      ["job.cancelled", "acme"],
      ["job.assigned", "acme"],
    ]);
    expect(items[2]).toMatchObject({
      actor: { type: "user", name: "bob@example.com" },
      before: { a: 1 },
      after: null,
      ip: "192.0.2.1",
      request_id: "r-1",
    });
  });

  test("is filtered by whole action, by a beginning that ends in a dot, by actor, target and tenant", async () => {
    expect(await actionsOf({ action: "job.assigned" })).toHaveLength(2);
    expect(await actionsOf({ action: "job." })).toEqual(["job.assigned", "job.cancelled", "job.assigned"]);
    expect(await actionsOf({ action: "job" })).toEqual([]);
    expect(await actionsOf({ actor: "BOB@example.com" })).toEqual(["job.cancelled"]);
    expect(await actionsOf({ actor: "id-of-bob@example.com" })).toEqual(["job.cancelled"]);
    expect(await actionsOf({ target_id: "t2" })).toEqual(["job.assigned"]);
    expect(await actionsOf({ tenant_id: acme })).toEqual(["job.cancelled", "job.assigned"]);
  });

  test("goes page by page without repeats", async () => {
    const first = await listAuditLog(ctx, ListAuditLogQuery.parse({ limit: 3 }));
    const cursor = first.next_cursor ?? "";
    const second = await listAuditLog(ctx, ListAuditLogQuery.parse({ limit: 3, cursor }));
    expect(second.next_cursor).toBeNull();
    expect(new Set([...first.items, ...second.items].map((entry) => entry.id)).size).toBe(4);
  });

  test("of a tenant holds only its own entries, whatever is asked for", async () => {
    const query = ListAuditLogQuery.omit({ tenant_id: true }).parse({ target_id: "t2" });
    expect((await listTenantAuditLog({ ...ctx, tenantId: acme }, query)).items).toEqual([]);
    expect((await listTenantAuditLog({ ...ctx, tenantId: other }, query)).items).toHaveLength(1);
  });

  test("tells a tenant what the platform did to it, but not which admin, nor from where", async () => {
    const tenantId = (await createTenant(database.pool)).id;
    const admin = await createUser(database.pool, { isPlatformAdmin: true });
    const member = await createUser(database.pool, { roles: { [tenantId]: "owner" } });
    for (const { id, email } of [admin, member]) {
      await insertAuditEntry(
        database.pool,
        { actor: { type: "user", id, name: email }, ip: "192.0.2.7", requestId: "r-7" },
        { tenantId, action: "tenant.updated", targetType: "tenant", targetId: tenantId },
      );
    }
    const { items } = await listTenantAuditLog({ ...ctx, tenantId }, ListAuditLogQuery.parse({}));
    expect(items.map(({ actor, ip, request_id }) => [actor.name, actor.id, ip, request_id])).toEqual([
      [member.email, member.id, "192.0.2.7", "r-7"],
      ["Platform admin", null, null, null],
    ]);
  });
});

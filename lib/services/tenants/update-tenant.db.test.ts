import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CreateTenantBody, ListTenantsQuery, UpdateTenantBody } from "@/lib/contracts/tenant";
import { AppError } from "@/lib/domain/errors";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { hashSecret } from "@/lib/secrets/hash-secret";
import type { Context } from "@/lib/services/context";
import { createTenant } from "@/lib/services/tenants/create-tenant";
import { getTenant } from "@/lib/services/tenants/get-tenant";
import { listPlans } from "@/lib/services/tenants/list-plans";
import { listTenants } from "@/lib/services/tenants/list-tenants";
import { updateTenant } from "@/lib/services/tenants/update-tenant";
import { adminContext } from "@/lib/testing/admin-context";
import { createTenant as insertTestTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const BASE_URL = "https://muster.example";
const UNKNOWN_ID = "0192f0c0-0000-7000-8000-0000000000ff";

let database: TestDatabase;
let ctx: Context;

beforeAll(async () => {
  database = await createTestDatabase();
  ctx = adminContext(database.pool, { actor: { type: "api_key", id: UNKNOWN_ID, name: "ops key" } });
});
afterAll(async () => {
  await database?.drop();
});

function create(fields: Record<string, unknown>) {
  return createTenant(ctx, {
    ...CreateTenantBody.parse({ name: "Acme", plan: "team", ...fields }),
    baseUrl: BASE_URL,
  });
}

function update(id: string, body: Record<string, unknown>) {
  return updateTenant(ctx, { id, body: UpdateTenantBody.parse(body) });
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof AppError ? error.code : `no refusal: ${String(error)}`;
}

async function auditOf(tenantId: string) {
  const { rows } = await database.pool.query(
    `SELECT action, before, after FROM audit_log
      WHERE tenant_id = $1 AND target_type = 'tenant' AND action <> 'tenant.created' ORDER BY id`,
    [tenantId],
  );
  return rows;
}

describe("a new tenant", () => {
  test("is on its plan with the plan's limits, and its first owner's link is in the answer only", async () => {
    const { tenant, invitation_url } = await create({ slug: "acme", owner_email: "Owner@Example.com" });
    expect(tenant).toMatchObject({
      plan: "team",
      subscription_status: "active",
      limits: { max_tier: "shared", max_concurrent_jobs: 3, max_queued_jobs: 20, priority_base: 50 },
      members: 0,
    });
    const link = new URL(invitation_url ?? "");
    expect(link.origin + link.pathname).toBe(`${BASE_URL}/invite`);
    const { rows } = await database.pool.query(
      "SELECT email, role, tenant_id FROM one_time_tokens WHERE token_hash = $1",
      [hashSecret(link.hash.slice(1))],
    );
    expect(rows).toEqual([{ email: "owner@example.com", role: "owner", tenant_id: tenant.id }]);
  });

  test("without an owner's address has no link; a slug in use is refused", async () => {
    expect((await create({ slug: "solo" })).invitation_url).toBeNull();
    expect(await codeOf(create({ slug: "solo" }))).toBe("name_taken");
  });
});

describe("a change", () => {
  test("of the plan counts at once and is audited with before and after", async () => {
    const { id } = await insertTestTenant(database.pool, { plan: "free" });
    const { tenant } = await update(id, { plan: "enterprise" });
    expect(tenant.limits).toMatchObject({ max_tier: "premium", max_concurrent_jobs: 50 });
    expect(await auditOf(id)).toEqual([
      { action: "tenant.plan_changed", before: { plan: "free" }, after: { plan: "enterprise" } },
    ]);
    const { rows } = await database.pool.query("SELECT type FROM events WHERE subject_id = $1", [id]);
    expect(rows).toEqual([{ type: "tenant.updated" }]);
  });

  test("of an override wins over the plan, carries who and why, and null removes it", async () => {
    const { id } = await insertTestTenant(database.pool, { plan: "free" });
    const key = "platform_agents:max_tier";
    const set = await update(id, { limits_override: { [key]: { value: "premium", reason: "Trial" } } });
    expect(set.tenant.limits?.max_tier).toBe("premium");
    expect(set.tenant.limits_override).toMatchObject([
      { key, value: "premium", reason: "Trial", set_by: "ops key", expires_at: null },
    ]);
    const removed = await update(id, { limits_override: { [key]: null } });
    expect(removed.tenant.limits?.max_tier).toBe("shared");
    expect((await auditOf(id)).map((entry) => entry.action)).toEqual([
      "tenant.override_set",
      "tenant.override_removed",
    ]);
  });

  test("of one override leaves the others, and an expired one is shown but not counted", async () => {
    const { id } = await insertTestTenant(database.pool, {
      plan: "team",
      overrides: { "platform_agents:max_queued_jobs": 7 },
    });
    const { tenant } = await update(id, {
      limits_override: {
        "platform_agents:max_concurrent_jobs": {
          value: 9,
          reason: "Was due last year",
          expires_at: "2020-01-01T00:00:00Z",
        },
      },
    });
    expect(tenant.limits).toMatchObject({ max_concurrent_jobs: 3, max_queued_jobs: 7 });
    expect(tenant.limits_override).toHaveLength(2);
  });

  test("to suspended or cancelled takes platform agents away, and back", async () => {
    const { id } = await insertTestTenant(database.pool);
    expect((await update(id, { status: "suspended" })).tenant.limits).toBeNull();
    expect((await update(id, { status: "active" })).tenant.limits).not.toBeNull();
    expect((await update(id, { subscription_status: "cancelled" })).tenant.limits).toBeNull();
    expect((await auditOf(id)).map((entry) => entry.action)).toEqual([
      "tenant.suspended",
      "tenant.resumed",
      "tenant.subscription_changed",
    ]);
  });

  test("that changes nothing writes nothing", async () => {
    const { id, name } = await insertTestTenant(database.pool, { plan: "team" });
    await update(id, { name, plan: "team", status: "active", limits_override: {} });
    expect(await auditOf(id)).toEqual([]);
  });

  test("is whole or not at all: an override without a subscription undoes the rename beside it", async () => {
    const { id, name } = await insertTestTenant(database.pool, { plan: null });
    const override = { "platform_agents:priority_base": { value: 10, reason: "x" } };
    expect(await codeOf(update(id, { name: "New name", limits_override: override }))).toBe("conflict");
    expect((await getTenant(ctx, id)).tenant).toMatchObject({ name, limits: null, plan: null });
    expect((await update(id, { plan: "team", limits_override: override })).tenant.limits?.priority_base).toBe(
      10,
    );
  });
});

describe("the system tenant", () => {
  test("is in no list and behind no id", async () => {
    const { items } = await listTenants(ctx, ListTenantsQuery.parse({ limit: 100 }));
    expect(items.some((tenant) => tenant.id === SYSTEM_TENANT_ID)).toBe(false);
    expect(await codeOf(getTenant(ctx, SYSTEM_TENANT_ID))).toBe("not_found");
    expect(await codeOf(update(SYSTEM_TENANT_ID, { name: "Mine" }))).toBe("not_found");
    expect(await codeOf(update(UNKNOWN_ID, { name: "Nobody" }))).toBe("not_found");
  });
});

test("tenants are found by plan and by part of name or slug", async () => {
  await insertTestTenant(database.pool, { slug: "northwind", name: "Northwind Traders", plan: "business" });
  const slugs = async (query: Record<string, unknown>) =>
    (await listTenants(ctx, ListTenantsQuery.parse(query))).items.map((tenant) => tenant.slug);
  expect(await slugs({ q: "TRADERS" })).toEqual(["northwind"]);
  expect(await slugs({ q: "north", plan: "free" })).toEqual([]);
  expect(await slugs({ plan: "business" })).toEqual(["northwind"]);
});

test("the plans are the published matrix", async () => {
  const { items } = await listPlans(ctx);
  expect(items.map(({ slug, limits }) => [slug, ...Object.values(limits)])).toEqual([
    ["free", "shared", 1, 5, 25, 50, 30],
    ["team", "shared", 3, 20, 50, 50, 90],
    ["business", "dedicated", 10, 50, 75, 200, 365],
    ["enterprise", "premium", 50, 200, 100, 500, 730],
  ]);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prismaClient } from "@/lib/db/prisma";
import { createTestDatabase } from "@/lib/testing/test-database";

let database: Awaited<ReturnType<typeof createTestDatabase>>;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database?.drop();
});

describe("prismaClient", () => {
  test("gives every caller with the same pool the same client", () => {
    expect(prismaClient(database.pool)).toBe(prismaClient(database.pool));
  });

  test("reads through the pool it was given, and leaves it open when it disconnects", async () => {
    const { pool } = database;
    const business = await prismaClient(pool).plan.findUniqueOrThrow({
      where: { slug: "business" },
      include: { modules: { include: { module: true } } },
    });
    expect(business.modules[0]).toMatchObject({
      limits: { max_tier: "dedicated", max_concurrent_jobs: 10 },
      module: { name: "Platform agents" },
    });

    await prismaClient(pool).$disconnect();
    expect(pool.ended).toBe(false);
    await expect(prismaClient(pool).plan.count()).resolves.toBe(4);
  });

  test("follows a two-column key and reads large integers, lists, bytes and instants exactly", async () => {
    const { pool } = database;
    const tenantId = "0192f0c0-0000-7000-8000-000000000001";
    const archiveId = "0192f0c0-0000-7000-8000-000000000002";
    const jobId = "0192f0c0-0000-7000-8000-000000000003";
    await pool.query("INSERT INTO tenants (id, slug, name) VALUES ($1, 'acme', 'Acme')", [tenantId]);
    await pool.query(
      `INSERT INTO archives (id, tenant_id, file_name, size_bytes, sha256, content, created_by, created_at)
       VALUES ($1, $2, 'a.tgz', 3, 'x', '\\x00ff7f', 'user', '2026-03-01T10:00:00.123+02')`,
      [archiveId, tenantId],
    );
    await pool.query(
      `INSERT INTO jobs (id, tenant_id, number, kind, tool, target, capabilities, priority_base, tier_max,
                         selection_mode, max_attempts, timeout_seconds, submitted_by, log_bytes)
       VALUES ($1, $2, 1, 'scan', 'nuclei', 'https://example.com', '{web,tls}', 25, 'shared', 'any', 3, 60, 'user',
               5497558138880)`,
      [jobId, tenantId],
    );
    await pool.query(
      `INSERT INTO queue_items (job_id, tenant_id, tool, capabilities, tier_ceiling, selection_mode, priority,
                                queued_at, ready_at, expires_at)
       VALUES ($1, $2, 'nuclei', '{web,tls}', 0, 'any', 0, now(), now(), now())`,
      [jobId, tenantId],
    );

    const archive = await prismaClient(pool).archive.findUniqueOrThrow({ where: { id: archiveId } });
    expect(archive.createdAt.toISOString()).toBe("2026-03-01T08:00:00.123Z");
    expect([...archive.content]).toEqual([0, 255, 127]);

    const job = await prismaClient(pool).job.findUniqueOrThrow({
      where: { tenantId_number: { tenantId, number: 1 } },
      include: { queueItems: true, tenant: true },
    });
    expect(job.logBytes).toBe(5497558138880n);
    expect(job.capabilities).toEqual(["web", "tls"]);
    expect(job.tenant.slug).toBe("acme");
    expect(job.queueItems.map((item) => item.jobId)).toEqual([jobId]);
  });
});

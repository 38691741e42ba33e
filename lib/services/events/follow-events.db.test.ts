import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertEvent } from "@/lib/db/events/insert-event";
import type { Db } from "@/lib/db/transaction";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { wake } from "@/lib/live/wake-hub";
import { type FollowedEvent, followEvents } from "@/lib/services/events/follow-events";
import { adminContext } from "@/lib/testing/admin-context";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
let tenantId: string;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  tenantId = (await createTenant(db.pool)).id;
});

let counter = 0;
async function tell(on: Db, owner = tenantId): Promise<string> {
  const type = `job.test${++counter}`;
  await insertEvent(on, { tenantId: owner, type, subjectType: "job", subjectId: owner });
  return type;
}

/** Opens a stream; `next` gives its events one by one, without the `ready` that begins it. */
async function open(scope: string | null, lastEventId: string | null = null) {
  const gone = new AbortController();
  const ctx = adminContext(db.pool, { signal: gone.signal });
  const events = (await followEvents(ctx, scope, lastEventId))[Symbol.asyncIterator]();
  const ready: FollowedEvent = (await events.next()).value;
  return {
    ready,
    async next() {
      const { value } = await events.next();
      if (!value || value.event === "ready") throw new Error("the stream ended");
      return value;
    },
    /**
     * The first event from this type on. "Now" is the oldest transaction that still runs on the server, also another
     * test's, so a stream may begin with events from shortly before it was opened.
     */
    async nextFrom(type: string) {
      for (;;) {
        const event = await this.next();
        if (event.data.type === type) return event;
      }
    },
    async close() {
      gone.abort();
      await events.return?.();
    },
  };
}

describe("a stream of events", () => {
  test("begins now and brings what is committed from then on", async () => {
    const stream = await open(tenantId);
    expect(stream.ready).toMatchObject({ event: "ready", data: { is_resumed: false } });
    const type = await tell(db.pool);
    wake("events");
    expect((await stream.nextFrom(type)).data).toMatchObject({
      type,
      tenant_id: tenantId,
      subject_type: "job",
    });
    await stream.close();
  });

  test("gives a tenant its own events only, and an admin everybody's", async () => {
    const other = (await createTenant(db.pool)).id;
    const tenant = await open(tenantId);
    const admin = await open(null);
    const types = [await tell(db.pool, other), await tell(db.pool, SYSTEM_TENANT_ID), await tell(db.pool)];
    wake("events");
    expect((await tenant.next()).data.type).toBe(types[2]);
    await admin.nextFrom(types[0] ?? "");
    for (const type of types.slice(1)) expect((await admin.next()).data.type).toBe(type);
    await tenant.close();
    await admin.close();
  });

  test("gives everybody what happens to a tier", async () => {
    const tenant = await open(tenantId);
    await insertEvent(db.pool, {
      tenantId: SYSTEM_TENANT_ID,
      type: "tier.paused",
      subjectType: "tier",
      subjectId: SYSTEM_TENANT_ID,
      data: { tier: "shared" },
    });
    wake("events");
    expect((await tenant.nextFrom("tier.paused")).data).toMatchObject({ data: { tier: "shared" } });
    await tenant.close();
  });

  test("never skips an event whose transaction began earlier and ended later", async () => {
    const stream = await open(tenantId);
    const slow = await db.pool.connect();
    try {
      await slow.query("BEGIN");
      const early = await tell(slow);
      const late = await tell(db.pool);
      wake("events");
      const first = stream.next();
      await slow.query("COMMIT");
      wake("events");
      expect((await first).data.type).toBe(early);
      expect((await stream.next()).data.type).toBe(late);
    } finally {
      slow.release();
      await stream.close();
    }
  });

  test("goes on after the last event seen, without a gap and without a repeat", async () => {
    const stream = await open(tenantId);
    const types: string[] = [];
    for (let i = 0; i < 4; i++) types.push(await tell(db.pool));
    wake("events");
    expect((await stream.next()).data.type).toBe(types[0]);
    const second = await stream.next();
    expect(second.data.type).toBe(types[1]);
    await stream.close();

    const resumed = await open(tenantId, second.id);
    expect(resumed.ready.data).toEqual({ is_resumed: true });
    expect((await resumed.next()).data.type).toBe(types[2]);
    expect((await resumed.next()).data.type).toBe(types[3]);
    await resumed.close();
  });

  test("goes on from its beginning when nothing has happened since", async () => {
    const first = await open(tenantId);
    await first.close();
    const second = await open(tenantId, first.ready.id);
    expect(second.ready).toEqual({ id: first.ready.id, event: "ready", data: { is_resumed: true } });
    await second.close();
  });

  test("starts anew, and live, with an id of a time that this database has not reached: it was restored", async () => {
    const { rows } = await db.pool.query<{ next: string }>(
      "SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next",
    );
    const next = Number(rows[0]?.next);
    for (const lastEventId of [`${next + 1_000_000}-1`, `${next + 1_000}-0`, "9999999999999999999-1"]) {
      const stream = await open(tenantId, lastEventId);
      expect(stream.ready.data).toEqual({ is_resumed: false });
      const type = await tell(db.pool);
      wake("events");
      expect((await stream.nextFrom(type)).data.type).toBe(type);
      await stream.close();
    }
  });

  test("costs the database one read for all followers at the same place", async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(null)));
    const original = db.pool.query;
    let reads = 0;
    db.pool.query = function (this: unknown, ...args: unknown[]) {
      const [config] = args;
      if (typeof config === "object" && config !== null && "name" in config && config.name === "list-events")
        reads++;
      return Reflect.apply(original, db.pool, args);
    } as typeof original;
    try {
      const type = await tell(db.pool);
      wake("events");
      await Promise.all(streams.map((stream) => stream.nextFrom(type)));
      expect(reads).toBeLessThan(streams.length / 2);
    } finally {
      db.pool.query = original;
      await Promise.all(streams.map((stream) => stream.close()));
    }
  });

  test("starts anew when the reader was away for too long or brings an id of nobody's", async () => {
    const position = (await open(tenantId)).ready.id;
    await db.pool.query(
      `INSERT INTO events (tenant_id, type, subject_type, subject_id)
       SELECT $1::uuid, 'job.flood', 'job', $1::uuid FROM generate_series(1, 20001)`,
      [tenantId],
    );
    for (const lastEventId of [position, "nonsense"]) {
      const stream = await open(tenantId, lastEventId);
      expect(stream.ready.data).toEqual({ is_resumed: false });
      await stream.close();
    }
  });
});

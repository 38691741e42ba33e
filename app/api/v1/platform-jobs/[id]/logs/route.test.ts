import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type * as z from "zod";
import { GET as readLog } from "@/app/api/v1/platform-jobs/[id]/logs/route";
import { createEventStreamParser, type ServerSentEvent } from "@/lib/client/event-stream-parser";
import type { LogChunkView, LogPage } from "@/lib/contracts/job";
import { insertLogChunks, lockLogStream } from "@/lib/db/logs/append-log";
import type { LogStream } from "@/lib/domain/job/log-stream";
import { wake } from "@/lib/live/wake-hub";
import { callRoute } from "@/lib/testing/call-route";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createJob, type JobOptions } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
});
afterAll(() => db.drop());

async function scan(options: JobOptions = {}) {
  const tenant = await createTenant(db.pool);
  const { key } = await createApiKey(db.pool, tenant.id);
  const agent = await createAgent(db.pool);
  const job = await createJob(db.pool, tenant.id, { status: "running", agent, ...options });
  const append = async (stream: LogStream, data: Buffer | string, attempt = options.attempt ?? 1) => {
    const streamKey = { jobId: job.id, attempt, tenantId: tenant.id, stream };
    const { nextOffset: offset } = await lockLogStream(db.pool, streamKey);
    const bytes = Buffer.from(data);
    await insertLogChunks(db.pool, streamKey, [{ offset, data: bytes, ageMs: 0 }], offset + bytes.length);
    wake(`log:${job.id}`);
  };
  const end = async () => {
    await db.pool.query("DELETE FROM job_leases WHERE job_id = $1", [job.id]);
    await db.pool.query(
      "UPDATE attempts SET outcome = 'succeeded', finished_at = now() WHERE job_id = $1 AND outcome IS NULL",
      [job.id],
    );
    wake(`log:${job.id}`);
  };
  return { id: job.id, tenantId: tenant.id, bearer: key, append, end };
}

type Scan = Awaited<ReturnType<typeof scan>>;

async function page(
  { id, bearer }: Scan,
  query: Record<string, string> = {},
): Promise<z.output<typeof LogPage>> {
  const answer = await callRoute(readLog, { bearer, params: { id }, query });
  expect(answer.status).toBe(200);
  return (await answer.json()) as z.output<typeof LogPage>;
}

const bytesOf = (chunks: readonly LogChunkView[]) =>
  Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.data, "base64")));

describe("a page of a log", () => {
  test("holds exactly the bytes of the range, whatever they are and however they arrived", async () => {
    const it = await scan();
    const whole = Buffer.from([0, 255, 10, 13, 0xc3, 0x28, ...Buffer.from("grüße"), 0]);
    for (const part of [whole.subarray(0, 2), whole.subarray(2, 7), whole.subarray(7)])
      await it.append("stdout", part);
    await it.append("stderr", "other");
    for (let from = 0; from <= whole.length; from++) {
      for (const limit of [1, 3, 100]) {
        const got = await page(it, { from: String(from), limit: String(limit) });
        expect(bytesOf(got.chunks)).toEqual(whole.subarray(from, from + limit));
        expect(got).toMatchObject({
          from,
          next_offset: Math.min(whole.length, from + limit),
          total_bytes: whole.length,
        });
      }
    }
  });

  test("is empty for a scan that was never tried, and of the latest attempt unless one is named", async () => {
    const waiting = await scan({ status: "queued", agent: undefined });
    expect(await page(waiting)).toMatchObject({ attempt: 1, chunks: [], total_bytes: 0, complete: false });

    const again = await scan({ attempt: 2 });
    await db.pool.query(
      `INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at, finished_at, outcome)
       SELECT job_id, 1, tenant_id, agent_id, agent_name, tier, assigned_at, now(), 'lost' FROM attempts WHERE job_id = $1`,
      [again.id],
    );
    await again.append("stdout", "first", 1);
    await again.append("stdout", "second");
    expect(bytesOf((await page(again)).chunks).toString()).toBe("second");
    expect(bytesOf((await page(again, { attempt: "1" })).chunks).toString()).toBe("first");
    const none = await callRoute(readLog, {
      bearer: again.bearer,
      params: { id: again.id },
      query: { attempt: "3" },
    });
    expect(none.status).toBe(404);
  });

  test("comes raw as a download that no browser shows in place", async () => {
    const it = await scan();
    await it.append("system", "<script>alert(1)</script>");
    const answer = await callRoute(readLog, {
      bearer: it.bearer,
      params: { id: it.id },
      query: { format: "raw", stream: "system", from: "8", limit: "5" },
    });
    expect(await answer.text()).toBe("alert");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": expect.stringMatching(/^attachment; filename="[\w.-]+"$/),
      "x-content-type-options": "nosniff",
      "x-next-offset": "13",
      "x-total-bytes": "25",
    });
  });
});

/** Reads a followed log until `isEnough`, then hangs up. */
async function follow(it: Scan, isEnough: (events: ServerSentEvent[]) => boolean, lastEventId?: string) {
  const answer = await callRoute(readLog, {
    bearer: it.bearer,
    params: { id: it.id },
    headers: { accept: "text/event-stream", ...(lastEventId ? { "last-event-id": lastEventId } : {}) },
  });
  expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
  if (!answer.body) throw new Error("no stream");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const parse = createEventStreamParser();
  const events: ServerSentEvent[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    events.push(...parse(value));
    if (isEnough(events)) {
      await reader.cancel();
      break;
    }
  }
  return events;
}

const chunksOf = (events: readonly ServerSentEvent[]) =>
  events.filter(({ event }) => event === "chunk").map(({ data }) => JSON.parse(data) as LogChunkView);
const untilEnd = (events: ServerSentEvent[]) => events.at(-1)?.event === "end";

describe("a followed log", () => {
  test("brings what is there, then what comes, over all streams in the order of arrival, and ends with the attempt", async () => {
    const it = await scan();
    await it.append("stdout", "one ");
    await it.append("stderr", "two ");
    await it.append("stdout", "three ");
    let appended: Promise<void> | null = null;
    const events = await follow(it, (soFar) => {
      if (chunksOf(soFar).length >= 3) appended ??= it.append("system", "four").then(it.end);
      return untilEnd(soFar);
    });
    await appended;
    expect(bytesOf(chunksOf(events)).toString()).toBe("one two three four");
    expect(JSON.parse(events.at(-1)?.data ?? "")).toEqual({
      attempt: 1,
      outcome: "succeeded",
      complete: false,
    });
  });

  test("goes on after the last event got, also in the middle of a long run of bytes", async () => {
    const it = await scan();
    const long = Buffer.alloc(700 * 1024, "0123456789abcdef-");
    await it.append("stdout", long);
    await it.append("stderr", "tail");
    await it.end();
    const first = await follow(it, (soFar) => chunksOf(soFar).length === 1);
    expect(bytesOf(chunksOf(first)).length).toBe(256 * 1024);
    const rest = await follow(it, untilEnd, first.at(-1)?.id ?? undefined);
    const all = chunksOf([...first, ...rest]);
    expect(bytesOf(all.filter(({ stream }) => stream === "stdout")).equals(long)).toBe(true);
    expect(bytesOf(all.filter(({ stream }) => stream === "stderr")).toString()).toBe("tail");
    expect(Math.max(...all.map(({ data }) => data.length))).toBeLessThan(400_000);
  });

  test("waits for a declared tail that has not arrived, and says when everything is there", async () => {
    const it = await scan();
    await it.append("stdout", "head");
    await db.pool.query("UPDATE log_streams SET declared_bytes = 8 WHERE job_id = $1", [it.id]);
    await it.end();
    let tail: Promise<unknown> | null = null;
    const events = await follow(it, (soFar) => {
      tail ??= it
        .append("stdout", "tail")
        .then(() => db.pool.query("UPDATE log_streams SET is_complete = true WHERE job_id = $1", [it.id]));
      return untilEnd(soFar);
    });
    expect(bytesOf(chunksOf(events)).toString()).toBe("headtail");
    await tail;
  });

  test("ends at once for a scan that was cancelled before any attempt", async () => {
    const it = await scan({ status: "cancelled", agent: undefined });
    const events = await follow(it, untilEnd);
    expect(events).toHaveLength(1);
    expect(JSON.parse(events[0]?.data ?? "")).toMatchObject({ attempt: null, outcome: null });
  });
});

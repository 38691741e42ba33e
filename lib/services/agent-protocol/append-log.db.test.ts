import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppendLogBody } from "@/lib/contracts/agent-protocol";
import { addLogBytes, insertLogChunks, lockLogStream } from "@/lib/db/logs/append-log";
import { transaction } from "@/lib/db/transaction";
import { watch } from "@/lib/live/wake-hub";
import { appendLog, STREAM_BYTES_MAX } from "@/lib/services/agent-protocol/append-log";
import { reportStatus } from "@/lib/services/agent-protocol/report-status";
import { settleLog } from "@/lib/services/agent-protocol/settle-log";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { agentContext, jobContext, report } from "@/lib/testing/queue-contexts";
import { countDeadlocks, findQueueFaults } from "@/lib/testing/queue-invariants";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
let agent: Awaited<ReturnType<typeof createAgent>>;
let jobId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  agent = await createAgent(database.pool, { maxConcurrentJobs: 100 });
});

beforeEach(async () => {
  jobId = (await createJob(database.pool, tenantId, { status: "running", agent })).id;
});

afterAll(async () => {
  expect(await countDeadlocks(database.pool)).toBe(0);
  await database.drop();
});

type Chunks = AppendLogBody["chunks"];

const append = (chunks: Chunks) =>
  appendLog(jobContext(database.pool, agent.id), jobId, { attempt: 1, chunks });
const text = (offset: number, value: string, stream: Chunks[number]["stream"] = "stdout") => ({
  stream,
  offset,
  text: value,
});
const bytes = (offset: number, data: Buffer) => ({
  stream: "stdout" as const,
  offset,
  data: data.toString("base64"),
});
const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");

async function stored(stream = "stdout"): Promise<Buffer> {
  const { rows } = await database.pool.query<{ data: Buffer; start: number }>(
    "SELECT data, start_offset AS start FROM log_chunks WHERE job_id = $1 AND stream = $2 ORDER BY start_offset",
    [jobId, stream],
  );
  let end = 0;
  for (const row of rows) {
    expect(row.start).toBe(end);
    end += row.data.length;
  }
  return Buffer.concat(rows.map((row) => row.data));
}

async function jobLog(): Promise<unknown> {
  const { rows } = await database.pool.query("SELECT log_bytes, log_complete FROM jobs WHERE id = $1", [
    jobId,
  ]);
  return rows[0];
}

async function hasLockWaiter(): Promise<boolean> {
  const { rows } = await database.pool.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length > 0;
}

async function endSecondsAgo(seconds: number): Promise<void> {
  await report(database.pool, agent.id, { id: jobId, attempt: 1 }, "succeeded");
  await database.pool.query(
    "UPDATE attempts SET finished_at = now() - make_interval(secs => $2) WHERE job_id = $1",
    [jobId, seconds],
  );
}

describe("a log", () => {
  it("grows by offset, and the same bytes again change nothing", async () => {
    expect((await append([text(0, "hello ")])).next_offset).toEqual({ stdout: 6 });
    expect((await append([text(6, "world")])).next_offset).toEqual({ stdout: 11 });
    expect((await append([text(0, "hello ")])).next_offset).toEqual({ stdout: 11 });
    expect((await append([text(3, "lo wor")])).next_offset).toEqual({ stdout: 11 });
    expect((await stored()).toString()).toBe("hello world");
    expect(await jobLog()).toEqual({ log_bytes: 11, log_complete: false });
  });

  it("takes the new part of bytes that overlap its end", async () => {
    await append([text(0, "abc")]);
    expect((await append([text(1, "bcdef")])).next_offset).toEqual({ stdout: 6 });
    expect((await stored()).toString()).toBe("abcdef");
    expect(await jobLog()).toMatchObject({ log_bytes: 6 });
  });

  it("refuses other bytes at a stored offset, and says where it ends", async () => {
    await append([text(0, "abc")]);
    for (const chunk of [text(0, "abX"), text(2, "Xyz"), text(1, "bX")]) {
      await expect(append([chunk])).rejects.toMatchObject({
        code: "log_conflict",
        extras: { members: { stream: "stdout", next_offset: 3 } },
      });
    }
    expect((await stored()).toString()).toBe("abc");
  });

  it("refuses a gap and says the true offset, also at its very beginning, and stores nothing", async () => {
    await expect(append([text(5, "late")])).rejects.toMatchObject({
      code: "log_gap",
      extras: { members: { stream: "stdout", next_offset: 0 } },
    });
    const { rows } = await database.pool.query("SELECT FROM log_streams WHERE job_id = $1", [jobId]);
    expect(rows).toEqual([]);
    await append([text(0, "abc")]);
    await expect(append([text(4, "e")])).rejects.toMatchObject({ extras: { members: { next_offset: 3 } } });
  });

  it("names what is stored in a refusal, not what came before it in the same request", async () => {
    const offsetNamed = (next_offset: number) => ({ extras: { members: { stream: "stdout", next_offset } } });
    await expect(append([text(0, "ok"), text(100, "far")])).rejects.toMatchObject({
      code: "log_gap",
      ...offsetNamed(0),
    });
    await expect(append([text(0, "ok"), text(1, "X")])).rejects.toMatchObject({
      code: "log_conflict",
      ...offsetNamed(0),
    });
    await append([text(0, "ok")]);
    await expect(append([text(2, "ay"), text(100, "far")])).rejects.toMatchObject(offsetNamed(2));
    expect((await append([text(2, "ay")])).next_offset).toEqual({ stdout: 4 });
  });

  it("takes several chunks of several streams in one request, all or none", async () => {
    await append([
      text(0, "one "),
      text(0, "warn ", "stderr"),
      text(4, "two"),
      text(2, "e two!"),
      text(0, "note", "system"),
    ]);
    expect((await stored()).toString()).toBe("one two!");
    expect((await stored("stderr")).toString()).toBe("warn ");
    expect(await jobLog()).toMatchObject({ log_bytes: 8 + 5 + 4 });
    await expect(append([text(8, " three"), text(99, "gap", "stderr")])).rejects.toMatchObject({
      code: "log_gap",
    });
    await expect(append([text(8, " three"), text(9, "TH")])).rejects.toMatchObject({ code: "log_conflict" });
    expect((await stored()).toString()).toBe("one two!");
    expect(await jobLog()).toMatchObject({ log_bytes: 17 });
  });

  it("keeps every byte there is: NUL, broken UTF-8, a character cut in two", async () => {
    const every = Buffer.from(Array.from({ length: 1024 }, (_, i) => i % 256));
    const euro = Buffer.from("€", "utf8");
    await append([bytes(0, every)]);
    await append([bytes(1024, euro.subarray(0, 1))]);
    await append([bytes(1025, euro.subarray(1)), text(1027, "\u0000end")]);
    expect((await stored()).equals(Buffer.concat([every, euro, Buffer.from("\u0000end")]))).toBe(true);
  });

  it("sent twice in parallel, and in pieces that cross, holds each byte once", async () => {
    const line = Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 7) % 256));
    for (let start = 0; start < 400; start += 100) {
      const chunk = [bytes(start, line.subarray(start, start + 100))];
      await Promise.all([append(chunk), append(chunk), append([bytes(0, line.subarray(0, start + 100))])]);
    }
    expect((await stored()).equals(line)).toBe(true);
    expect(await jobLog()).toMatchObject({ log_bytes: 400 });
  });

  it("takes parallel requests for different and common streams without one blocking the other for good", async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        append(i % 2 ? [text(0, "out"), text(0, "err", "stderr")] : [text(0, "out")]),
      ),
    );
    await Promise.all([
      ...Array.from({ length: 20 }, () => append([text(3, "!"), text(3, "!", "stderr")])),
      ...Array.from({ length: 20 }, () =>
        report(database.pool, agent.id, { id: jobId, attempt: 1 }, "progress", { progress: 1 }),
      ),
    ]);
    expect(await countDeadlocks(database.pool)).toBe(0);
    expect(await jobLog()).toMatchObject({ log_bytes: 8 });
  });

  it("never stands in the way of the run's start, its loss or its end", async () => {
    const ids = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const leaseSeconds = i % 3 === 0 ? -1 : 30;
        return (await createJob(database.pool, tenantId, { status: "assigned", agent, leaseSeconds })).id;
      }),
    );
    const log = (id: string, offset: number) =>
      appendLog(jobContext(database.pool, agent.id), id, { attempt: 1, chunks: [text(offset, "abc")] });
    const results = await Promise.allSettled([
      ...ids.flatMap((id) => [
        log(id, 0),
        report(database.pool, agent.id, { id, attempt: 1 }, "running"),
        log(id, 0),
      ]),
      runMaintenance(agentContext(database.pool, agent.id)),
      ...ids.map((id) => report(database.pool, agent.id, { id, attempt: 1 }, "failed")),
    ]);
    for (const result of results) {
      if (result.status === "rejected")
        expect(["stale_attempt", "job_finished"]).toContain(result.reason.code);
    }
    expect(await findQueueFaults(database.pool)).toEqual([]);
  });

  it("has a largest size, with the limit in the refusal", async () => {
    await append([text(0, "a")]);
    await database.pool.query("UPDATE log_streams SET next_offset = $2 WHERE job_id = $1", [
      jobId,
      STREAM_BYTES_MAX,
    ]);
    await expect(append([text(STREAM_BYTES_MAX, "x")])).rejects.toMatchObject({
      code: "payload_too_large",
      extras: { members: { limit_bytes: STREAM_BYTES_MAX } },
    });
  });
});

describe("the tail of a log", () => {
  it("is taken for five minutes after the end, and refused later", async () => {
    await append([text(0, "abc")]);
    await endSecondsAgo(290);
    expect((await append([text(3, "def")])).next_offset).toEqual({ stdout: 6 });
    await database.pool.query(
      "UPDATE attempts SET finished_at = now() - interval '301 seconds' WHERE job_id = $1",
      [jobId],
    );
    await expect(append([text(6, "ghi")])).rejects.toMatchObject({ code: "log_closed" });
    expect((await stored()).toString()).toBe("abcdef");
  });

  it("is taken of an attempt that was the job's last and was lost, but of none that another follows", async () => {
    const ids: string[] = [];
    for (const maxAttempts of [1, 2]) {
      const lost = { status: "running", agent, leaseSeconds: -60, maxAttempts } as const;
      ids.push((await createJob(database.pool, tenantId, lost)).id);
    }
    await runMaintenance(agentContext(database.pool, agent.id));
    const tails = ids.map((id) =>
      appendLog(jobContext(database.pool, agent.id), id, { attempt: 1, chunks: [text(0, "tail")] }),
    );
    const [last, followed] = await Promise.allSettled(tails);
    expect(last).toMatchObject({ status: "fulfilled", value: { next_offset: { stdout: 4 } } });
    expect(followed).toMatchObject({ status: "rejected", reason: { code: "stale_attempt" } });
  });

  it("of another agent's job is refused as if there were no such attempt", async () => {
    const other = await createAgent(database.pool);
    const call = appendLog(jobContext(database.pool, other.id), jobId, {
      attempt: 1,
      chunks: [text(0, "x")],
    });
    await expect(call).rejects.toMatchObject({ code: "stale_attempt" });
  });
});

describe("a log is complete", () => {
  const end = (streams: Record<string, { bytes: number; sha256: string }>) =>
    reportStatus(jobContext(database.pool, agent.id), jobId, { attempt: 1, status: "succeeded", streams });

  it("at the end if every stream is as long as declared and hashes to what was declared", async () => {
    await append([text(0, "abc"), text(0, "e", "stderr")]);
    await end({ stdout: { bytes: 3, sha256: sha256("abc") }, stderr: { bytes: 1, sha256: sha256("e") } });
    expect(await jobLog()).toMatchObject({ log_complete: true });
  });

  it("only with the last late byte", async () => {
    await append([text(0, "abc")]);
    await end({ stdout: { bytes: 6, sha256: sha256("abcdef") } });
    expect(await jobLog()).toMatchObject({ log_complete: false });
    await append([text(3, "de")]);
    expect(await jobLog()).toMatchObject({ log_complete: false });
    await append([text(5, "f")]);
    expect(await jobLog()).toEqual({ log_bytes: 6, log_complete: true });
  });

  it("never with other bytes than declared, nor with an undeclared stream", async () => {
    await append([text(0, "abc"), text(0, "e", "stderr")]);
    await end({ stdout: { bytes: 3, sha256: sha256("abX") }, stderr: { bytes: 1, sha256: sha256("e") } });
    expect(await jobLog()).toMatchObject({ log_complete: false });
  });

  it("once and for all: nothing is taken behind a declared end, and a repeat still is", async () => {
    await append([text(0, "abc")]);
    await end({ stdout: { bytes: 3, sha256: sha256("abc") } });
    for (const chunks of [[text(3, "EXTRA")], [text(1, "bcX")], [text(0, "new", "stderr")]])
      await expect(append(chunks)).rejects.toMatchObject({ code: "log_conflict" });
    await expect(append([text(3, "EXTRA")])).rejects.toMatchObject({
      extras: { members: { stream: "stdout", next_offset: 3 } },
    });
    expect((await append([text(1, "bc")])).next_offset).toEqual({ stdout: 3 });
    expect(await jobLog()).toEqual({ log_bytes: 3, log_complete: true });
    expect((await stored()).toString()).toBe("abc");
  });

  it("never with more than declared, also before all has come; a stream that was not declared still may", async () => {
    await append([text(0, "abc")]);
    await end({ stdout: { bytes: 6, sha256: sha256("abcdef") } });
    await expect(append([text(3, "defg")])).rejects.toMatchObject({
      code: "log_conflict",
      extras: { members: { stream: "stdout", next_offset: 3 } },
    });
    await append([text(0, "late", "stderr")]);
    await append([text(3, "def")]);
    expect(await jobLog()).toEqual({ log_bytes: 10, log_complete: false });
  });

  it("not while more of it is just being written", async () => {
    await append([text(0, "abc")]);
    await database.pool.query(
      "UPDATE log_streams SET declared_bytes = 3, declared_sha256 = $2 WHERE job_id = $1",
      [jobId, sha256("abc")],
    );
    const stderr = { jobId, attempt: 1, tenantId, stream: "stderr" as const };
    const settled = await transaction(database.pool, async (tx) => {
      await lockLogStream(tx, stderr);
      await insertLogChunks(tx, stderr, [{ offset: 0, data: Buffer.from("e"), ageMs: 0 }], 1);
      await addLogBytes(tx, stderr, 1);
      const settling = settleLog(database.pool, jobId, 1);
      await expect.poll(hasLockWaiter, { interval: 5 }).toBe(true);
      return { settling };
    });
    await settled.settling;
    expect(await jobLog()).toEqual({ log_bytes: 4, log_complete: false });
  });

  it("if it is over a megabyte in many pieces", async () => {
    const whole = Buffer.alloc(2_500_000, "0123456789");
    for (let at = 0; at < whole.length; at += 333_333)
      await append([bytes(at, whole.subarray(at, at + 333_333))]);
    await end({ stdout: { bytes: whole.length, sha256: sha256(whole) } });
    expect(await jobLog()).toEqual({ log_bytes: whole.length, log_complete: true });
  });
});

it("asks for the log each second in a run's first minute and while somebody follows it, else rarely", async () => {
  expect((await append([text(0, "a")])).flush_seconds).toBe(1);
  const older = "UPDATE attempts SET assigned_at = assigned_at - interval '2 minutes' WHERE job_id = $1";
  await database.pool.query(older, [jobId]);
  expect((await append([text(1, "b")])).flush_seconds).toBe(15);
  const leave = watch(`log:${jobId}`);
  expect((await append([text(2, "c")])).flush_seconds).toBe(1);
  leave();
  expect((await append([text(3, "d")])).flush_seconds).toBe(15);
});

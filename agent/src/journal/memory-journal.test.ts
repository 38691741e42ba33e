import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { createMemoryJournal } from "./memory-journal";

function claimedJob(): ClaimedJob {
  return {
    id: randomUUID(),
    attempt: 1,
    lease_expires_at: "2026-11-20T14:02:11.000Z",
    job_token: "token",
    kind: "scan",
    tool: "http-headers",
    target: "http://127.0.0.1/",
    profile: null,
    options: {},
    capabilities: [],
    region: null,
    timeout_seconds: 60,
    tenant_id: randomUUID(),
    archive: null,
  };
}

test("whatever is appended, read and acknowledged in whatever steps, the bytes come out once and in order", () => {
  const bytes = fc.uint8Array({ maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.tuple(bytes, fc.nat(15), fc.nat(15))), (steps) => {
      const journal = createMemoryJournal();
      const job = claimedJob();
      const ref = { jobId: job.id, attempt: 1 };
      journal.closeClaim([job]);
      const written: number[] = [];
      const delivered: number[] = [];
      const deliver = (max: number, acknowledged: number) => {
        const { start } = journal.logRange(ref, "stdout");
        const part = journal.readLog(ref, "stdout", start, max).bytes.subarray(0, acknowledged);
        delivered.push(...part);
        journal.acknowledgeLog(ref, "stdout", start + part.length);
      };
      for (const [appended, max, acknowledged] of steps) {
        journal.appendLog(ref, "stdout", appended, written.length);
        written.push(...appended);
        deliver(max, acknowledged);
      }
      deliver(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
      expect(delivered).toEqual(written);
      expect(journal.logRange(ref, "stdout")).toEqual({ start: written.length, end: written.length });
    }),
  );
});

test("bytes keep their time and are not joined over a write to another stream", () => {
  const journal = createMemoryJournal();
  const job = claimedJob();
  const ref = { jobId: job.id, attempt: 1 };
  journal.closeClaim([job]);
  journal.appendLog(ref, "stdout", Buffer.from("a"), 10);
  journal.appendLog(ref, "stdout", Buffer.from("b"), 20);
  journal.appendLog(ref, "system", Buffer.from("end of part one"), 30);
  journal.appendLog(ref, "stdout", Buffer.from("c"), 40);
  journal.appendLog(ref, "stdout", Buffer.from("d"), 5_000);
  const read = (from: number) => {
    const { bytes, writtenAt } = journal.readLog(ref, "stdout", from, 100);
    return [bytes.toString(), writtenAt];
  };
  expect([read(0), read(1), read(2), read(3)]).toEqual([
    ["ab", 10],
    ["b", 20],
    ["c", 40],
    ["d", 5_000],
  ]);
});

test("a claim stays open until its answer, and its jobs are added once", () => {
  const journal = createMemoryJournal();
  const job = claimedJob();
  journal.saveClaim({ max_jobs: 1, wait_seconds: 25, request_id: "a" });
  expect(journal.openClaim()?.request_id).toBe("a");
  journal.closeClaim([job]);
  journal.addFinding({ jobId: job.id, attempt: 1 }, finding);
  journal.closeClaim([job]);
  expect(journal.openClaim()).toBeNull();
  expect(journal.countFindings({ jobId: job.id, attempt: 1 })).toBe(1);
});

test("an acknowledged progress does not take away the newer one", () => {
  const journal = createMemoryJournal();
  const job = claimedJob();
  const ref = { jobId: job.id, attempt: 1 };
  journal.closeClaim([job]);
  const first = { attempt: 1, status: "progress" as const, progress: 1 };
  const second = { attempt: 1, status: "progress" as const, progress: 2 };
  journal.putStatus(ref, "progress", first);
  journal.putStatus(ref, "progress", second);
  journal.acknowledgeStatus(ref, "progress", first);
  expect(journal.pendingStatus(ref, "progress")).toBe(second);
});

test("an attempt ends only once", () => {
  const journal = createMemoryJournal();
  const job = claimedJob();
  const ref = { jobId: job.id, attempt: 1 };
  journal.closeClaim([job]);
  journal.putStatus(ref, "final", { attempt: 1, status: "succeeded" });
  expect(() => journal.putStatus(ref, "final", { attempt: 1, status: "failed" })).toThrow();
});

const finding = {
  rule_id: "rule",
  title: "Title",
  description: "",
  severity: "low" as const,
  confidence: "high" as const,
  location: "/",
  rule_key: "",
  cwe: [],
  cve: [],
  evidence: "",
  references: [],
};

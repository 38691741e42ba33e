/**
 * A journal that lives as long as the process.
 *
 * Promise: that of `JobJournal`, without surviving the process: after a crash the control plane gives the jobs to another agent when their leases end.
 */
import type { ClaimBody, ClaimedJob, StatusBody } from "@/lib/contracts/agent-protocol";
import {
  type AttemptRef,
  attemptKey,
  type JobJournal,
  type LogStream,
  logStreams,
  type StatusSlot,
  type StoredFinding,
} from "./journal";

interface HeldLog {
  start: number;
  end: number;
  chunks: Buffer[];
}

interface HeldJob {
  job: ClaimedJob;
  processGroups: Set<number>;
  statuses: Map<StatusSlot, StatusBody>;
  logs: Record<LogStream, HeldLog>;
  findings: StoredFinding[];
  nextSequence: number;
}

export function createMemoryJournal(): JobJournal {
  const jobs = new Map<string, HeldJob>();
  let claim: ClaimBody | null = null;

  const find = (ref: AttemptRef) => jobs.get(attemptKey(ref)) ?? null;
  const get = (ref: AttemptRef): HeldJob => {
    const held = find(ref);
    if (held === null) throw new Error(`The journal has no attempt ${attemptKey(ref)}.`);
    return held;
  };

  return {
    saveClaim: (open) => {
      claim = open;
    },
    openClaim: () => claim,
    closeClaim(claimed) {
      for (const job of claimed) {
        const key = attemptKey({ jobId: job.id, attempt: job.attempt });
        if (!jobs.has(key)) jobs.set(key, newHeldJob(job));
      }
      claim = null;
    },

    openJobs: () => [...jobs.values()].map((held) => held.job),
    removeJob: (ref) => void jobs.delete(attemptKey(ref)),

    noteProcessGroup: (ref, id) => void get(ref).processGroups.add(id),
    forgetProcessGroup: (ref, id) => void find(ref)?.processGroups.delete(id),
    processGroups: (ref) => [...(find(ref)?.processGroups ?? [])],

    putStatus(ref, slot, status) {
      const { statuses } = get(ref);
      if (slot === "final" && statuses.has("final")) throw new Error("An attempt ends only once.");
      statuses.set(slot, status);
    },
    pendingStatus: (ref, slot) => find(ref)?.statuses.get(slot) ?? null,
    acknowledgeStatus(ref, slot, status) {
      const statuses = find(ref)?.statuses;
      if (statuses?.get(slot) === status) statuses.delete(slot);
    },

    appendLog(ref, stream, bytes) {
      if (bytes.length === 0) return;
      const log = get(ref).logs[stream];
      log.chunks.push(Buffer.from(bytes));
      log.end += bytes.length;
    },
    logRange(ref, stream) {
      const log = find(ref)?.logs[stream];
      return log === undefined ? { start: 0, end: 0 } : { start: log.start, end: log.end };
    },
    readLog(ref, stream, from, maxBytes) {
      const log = get(ref).logs[stream];
      return readChunks(log, from, maxBytes);
    },
    acknowledgeLog(ref, stream, upTo) {
      const log = find(ref)?.logs[stream];
      if (log !== undefined) trimChunks(log, Math.min(upTo, log.end));
    },

    addFinding(ref, finding) {
      const held = get(ref);
      held.findings.push({ sequence: held.nextSequence++, finding });
    },
    pendingFindings: (ref, max) => find(ref)?.findings.slice(0, max) ?? [],
    countFindings: (ref) => find(ref)?.findings.length ?? 0,
    acknowledgeFindings(ref, upToSequence) {
      const held = find(ref);
      if (held !== null) held.findings = held.findings.filter(({ sequence }) => sequence > upToSequence);
    },
  };
}

function newHeldJob(job: ClaimedJob): HeldJob {
  const logs = Object.fromEntries(
    logStreams.map((stream) => [stream, { start: 0, end: 0, chunks: [] }]),
  ) as unknown as HeldJob["logs"];
  return { job, processGroups: new Set(), statuses: new Map(), logs, findings: [], nextSequence: 1 };
}

function readChunks(log: HeldLog, from: number, maxBytes: number): Buffer {
  const parts: Buffer[] = [];
  let offset = log.start;
  let wanted = maxBytes;
  for (const chunk of log.chunks) {
    if (wanted === 0) break;
    const part = chunk.subarray(Math.max(0, from - offset)).subarray(0, wanted);
    if (part.length > 0) parts.push(part);
    wanted -= part.length;
    offset += chunk.length;
  }
  return Buffer.concat(parts);
}

function trimChunks(log: HeldLog, upTo: number): void {
  let dropped = 0;
  while (log.start < upTo) {
    const chunk = log.chunks[dropped];
    if (chunk === undefined) break;
    const length = Math.min(chunk.length, upTo - log.start);
    log.start += length;
    if (length === chunk.length) dropped += 1;
    else log.chunks[dropped] = chunk.subarray(length);
  }
  log.chunks.splice(0, dropped);
}

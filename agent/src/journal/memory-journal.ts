/**
 * A journal that lives as long as the process.
 *
 * Promise: that of `JobJournal`, without surviving the process: after a crash the control plane gives the jobs to another agent when their leases end.
 */
import type { ClaimBody, StatusBody } from "@/lib/contracts/agent-protocol";
import {
  type AttemptRef,
  attemptKey,
  type JobJournal,
  type LogStream,
  logStreams,
  type StampedLog,
  type StatusSlot,
  type StoredFinding,
} from "./journal";

/** One write. Writes of one stream whose turn is the same were not interrupted by another stream. */
interface HeldWrite {
  bytes: Buffer;
  writtenAt: number;
  turn: number;
}

interface HeldLog {
  start: number;
  end: number;
  writes: HeldWrite[];
}

const stampMs = 1_000;

interface HeldJob {
  statuses: Map<StatusSlot, StatusBody>;
  logs: Record<LogStream, HeldLog>;
  lastStream: LogStream | null;
  turn: number;
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
        if (!jobs.has(key)) jobs.set(key, newHeldJob());
      }
      claim = null;
    },

    removeJob: (ref) => void jobs.delete(attemptKey(ref)),

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

    appendLog(ref, stream, bytes, writtenAt) {
      if (bytes.length === 0) return;
      const held = get(ref);
      if (held.lastStream !== stream) held.turn += 1;
      held.lastStream = stream;
      held.logs[stream].writes.push({ bytes: Buffer.from(bytes), writtenAt, turn: held.turn });
      held.logs[stream].end += bytes.length;
    },
    logRange(ref, stream) {
      const log = find(ref)?.logs[stream];
      return log === undefined ? { start: 0, end: 0 } : { start: log.start, end: log.end };
    },
    readLog(ref, stream, from, maxBytes) {
      return readWrites(get(ref).logs[stream], from, maxBytes);
    },
    acknowledgeLog(ref, stream, upTo) {
      const log = find(ref)?.logs[stream];
      if (log !== undefined) trimWrites(log, Math.min(upTo, log.end));
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

function newHeldJob(): HeldJob {
  const logs = Object.fromEntries(
    logStreams.map((stream) => [stream, { start: 0, end: 0, writes: [] }]),
  ) as unknown as HeldJob["logs"];
  return {
    statuses: new Map(),
    logs,
    lastStream: null,
    turn: 0,
    findings: [],
    nextSequence: 1,
  };
}

function readWrites(log: HeldLog, from: number, maxBytes: number): StampedLog {
  const parts: Buffer[] = [];
  let first: HeldWrite | null = null;
  let offset = log.start;
  let wanted = maxBytes;
  for (const write of log.writes) {
    const part = write.bytes.subarray(Math.max(0, from - offset)).subarray(0, wanted);
    offset += write.bytes.length;
    if (part.length === 0) continue;
    first ??= write;
    if (write.turn !== first.turn || write.writtenAt - first.writtenAt > stampMs) break;
    parts.push(part);
    wanted -= part.length;
    if (wanted === 0) break;
  }
  return { bytes: Buffer.concat(parts), writtenAt: first?.writtenAt ?? 0 };
}

function trimWrites(log: HeldLog, upTo: number): void {
  let dropped = 0;
  while (log.start < upTo) {
    const write = log.writes[dropped];
    if (write === undefined) break;
    const length = Math.min(write.bytes.length, upTo - log.start);
    log.start += length;
    if (length === write.bytes.length) dropped += 1;
    else write.bytes = write.bytes.subarray(length);
  }
  log.writes.splice(0, dropped);
}

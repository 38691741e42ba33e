import type { LogLine } from "@/components/logs/log-line";
import type { LogStream } from "@/lib/domain/job/log-stream";

export interface LogBytes {
  offset: number;
  receivedAtMs: number;
  bytes: Uint8Array;
}

export interface LogSplitter {
  /** The lines that `piece` completes. Bytes that were there before are passed over; a gap is said in a line of its own. */
  push: (piece: LogBytes) => LogLine[];
  /** The last line while it has no end yet. */
  tail: () => LogLine | null;
  nextOffset: () => number;
}

const NEWLINE = 0x0a;
/** A line without an end is cut here, so that a stream without newlines cannot freeze the page. */
const LINE_BYTES_MAX = 64 * 1024;

/** Cuts one stream into lines, wherever the stored pieces were cut: bytes of a line are joined before they are read as UTF-8. */
export function createLogSplitter(stream: LogStream): LogSplitter {
  const decoder = new TextDecoder();
  let next = 0;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let heldAtMs = 0;

  function take(last: Uint8Array, receivedAtMs: number): LogLine {
    const at = heldBytes === 0 ? receivedAtMs : heldAtMs;
    const bytes = heldBytes === 0 ? last : join([...held, last]);
    held = [];
    heldBytes = 0;
    return { stream, receivedAtMs: at, text: decoder.decode(bytes) };
  }

  function hold(bytes: Uint8Array, receivedAtMs: number) {
    if (bytes.length === 0) return;
    if (heldBytes === 0) heldAtMs = receivedAtMs;
    held.push(bytes);
    heldBytes += bytes.length;
  }

  return {
    push({ offset, receivedAtMs, bytes }) {
      const lines: LogLine[] = [];
      let fresh = bytes;
      if (offset < next) fresh = bytes.subarray(Math.min(bytes.length, next - offset));
      else if (offset > next) {
        if (heldBytes > 0) lines.push(take(new Uint8Array(), receivedAtMs));
        lines.push({ stream, receivedAtMs, text: `[${offset - next} bytes are missing here]` });
        next = offset;
      }
      next += fresh.length;
      let from = 0;
      for (let end = fresh.indexOf(NEWLINE); end !== -1; end = fresh.indexOf(NEWLINE, from)) {
        lines.push(take(fresh.subarray(from, end), receivedAtMs));
        from = end + 1;
      }
      hold(fresh.subarray(from), receivedAtMs);
      if (heldBytes > LINE_BYTES_MAX) lines.push(take(new Uint8Array(), receivedAtMs));
      return lines;
    },
    tail: () =>
      heldBytes === 0 ? null : { stream, receivedAtMs: heldAtMs, text: decoder.decode(join(held)) },
    nextOffset: () => next,
  };
}

function join(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Keeps a job's log within its limit: the first part of the output and the last part of each stream stay, a marker between them names the bytes left out.
 *
 * Promise: all streams together never exceed `limitBytes` by more than the markers; output within the limit is not touched.
 */
export interface LogCap {
  push(stream: string, bytes: Buffer): Buffer;
  /** The marker and the kept end of the stream, or nothing if nothing was left out. */
  end(stream: string): Buffer;
}

export const logLimitBytes = 50 * 1024 * 1024;
const tailBytes = 1024 * 1024;
const streams = 3;

export function createLogCap(limitBytes = logLimitBytes, tailLimitBytes = tailBytes): LogCap {
  let headBudget = Math.max(0, limitBytes - streams * tailLimitBytes);
  const cuts = new Map<string, { tail: Buffer[]; tailLength: number; leftOutBytes: number }>();

  return {
    push(stream, bytes) {
      let cut = cuts.get(stream);
      let head = bytes.subarray(0, 0);
      let rest = bytes;
      if (cut === undefined) {
        head = bytes.subarray(0, headBudget);
        rest = bytes.subarray(head.length);
        headBudget -= head.length;
        if (rest.length === 0) return head;
        cut = { tail: [], tailLength: 0, leftOutBytes: 0 };
        cuts.set(stream, cut);
        const notice = `\n[muster: the log limit of ${limitBytes} bytes is reached; the end of this stream follows when the run ends]\n`;
        head = Buffer.concat([head, Buffer.from(notice)]);
      }
      cut.tail.push(Buffer.from(rest));
      cut.tailLength += rest.length;
      while (cut.tailLength > tailLimitBytes) {
        const [first] = cut.tail;
        if (first === undefined) break;
        const excess = Math.min(first.length, cut.tailLength - tailLimitBytes);
        if (excess === first.length) cut.tail.shift();
        else cut.tail[0] = first.subarray(excess);
        cut.tailLength -= excess;
        cut.leftOutBytes += excess;
      }
      return head;
    },
    end(stream) {
      const cut = cuts.get(stream);
      if (cut === undefined) return Buffer.alloc(0);
      cuts.delete(stream);
      return Buffer.concat([Buffer.from(`[muster: ${cut.leftOutBytes} bytes left out]\n`), ...cut.tail]);
    },
  };
}

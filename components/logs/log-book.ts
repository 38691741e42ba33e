import type { LogLine } from "@/components/logs/log-line";
import { createLogSplitter, type LogBytes } from "@/components/logs/log-splitter";
import { LOG_STREAMS, type LogStream } from "@/lib/domain/job/log-stream";

/** One attempt's log: its streams cut into lines and laid together by the time they were received. */
export class LogBook {
  private readonly splitters = new Map(
    LOG_STREAMS.map((stream) => [stream, createLogSplitter(stream)] as const),
  );
  private readonly done: LogLine[] = [];
  private tails: LogLine[] = [];

  add(stream: LogStream, piece: LogBytes): void {
    const splitter = this.splitters.get(stream);
    if (!splitter) return;
    this.merge(splitter.push(piece));
    this.tails = LOG_STREAMS.flatMap((name) => this.splitters.get(name)?.tail() ?? []).sort(byTime);
  }

  nextOffset(stream: LogStream): number {
    return this.splitters.get(stream)?.nextOffset() ?? 0;
  }

  /** Lines with an end in order of time, then the ones still being written. */
  get length(): number {
    return this.done.length + this.tails.length;
  }

  at(index: number): LogLine | undefined {
    return index < this.done.length ? this.done[index] : this.tails[index - this.done.length];
  }

  /**
   * Lines mostly arrive in order and are appended; else only what is later than the first of them is merged anew.
   * Equal times keep the order of arrival.
   */
  private merge(lines: readonly LogLine[]): void {
    const [first] = lines;
    if (!first) return;
    const later = this.done.splice(this.firstAfter(first.receivedAtMs));
    let next = 0;
    for (const line of lines) {
      for (let old = later[next]; old && old.receivedAtMs <= line.receivedAtMs; old = later[++next]) {
        this.done.push(old);
      }
      this.done.push(line);
    }
    for (let old = later[next]; old; old = later[++next]) this.done.push(old);
  }

  private firstAfter(receivedAtMs: number): number {
    let low = 0;
    let high = this.done.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.done[middle]?.receivedAtMs ?? 0) <= receivedAtMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const byTime = (a: LogLine, b: LogLine) => a.receivedAtMs - b.receivedAtMs;

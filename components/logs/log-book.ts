import type { LogLine, LogStream } from "@/components/logs/log-line";
import { createLogSplitter, type LogBytes } from "@/components/logs/log-splitter";
import { LOG_STREAMS } from "@/lib/contracts/job";

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
    for (const line of splitter.push(piece)) this.insert(line);
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

  /** Lines mostly arrive in order, so the place is looked for from the end. Equal times keep the order of arrival. */
  private insert(line: LogLine): void {
    let index = this.done.length;
    while (index > 0 && (this.done[index - 1]?.receivedAtMs ?? 0) > line.receivedAtMs) index--;
    if (index === this.done.length) this.done.push(line);
    else this.done.splice(index, 0, line);
  }
}

const byTime = (a: LogLine, b: LogLine) => a.receivedAtMs - b.receivedAtMs;

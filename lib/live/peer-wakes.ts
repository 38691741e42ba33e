import { setTimeout as delay } from "node:timers/promises";
import { formatPeerMessage, MESSAGE_TOPICS_MAX, parsePeerMessage } from "@/lib/live/peer-message";
import { isWatchedElsewhere, type LogTopic, type Topic } from "@/lib/live/wake-hub";
import type { Log } from "@/lib/log";
import { SeldomWarning } from "@/lib/seldom-warning";

/** What the rest of this process does with what the others say. */
export interface PeerWakesHere {
  wakeHere(topic: Topic): void;
  watchedHere(): LogTopic[];
  noteWatchedElsewhere(topics: readonly LogTopic[], forMs: number): void;
}

export interface PeerWakesOptions {
  /** Names this process among those that share the database. */
  id: string;
  /** Hands texts to every process that listens, this one included; rejects while it cannot. */
  send(texts: string[]): Promise<void>;
  here: PeerWakesHere;
  log: Pick<Log, "warn">;
}

/** News within this time of the last sending go out together. */
const GAP_MS = 20;
/** What is followed here is said so often, and believed for three times as long. */
const WATCH_MS = 5_000;
/** Messages sent together at most; the rest follows after the gap. */
const MESSAGES_MAX = 8;

/**
 * Carries wakes between the processes that share a database.
 *
 * Promise: what is woken here is sent at once, or together with all else of the last 20 ms, each topic once; what this
 * process has sent itself is not woken again. Logs are sent only while another process has somebody who follows them.
 * Failure: what cannot be sent is dropped, and the others look by themselves within their polling floor.
 */
export class PeerWakes {
  private readonly woken = new Set<Topic>();
  private readonly watched = new Set<LogTopic>();
  private sending = false;
  private readonly announcing: NodeJS.Timeout;
  private readonly unsent: SeldomWarning;

  constructor(private readonly options: PeerWakesOptions) {
    const text = "other server processes cannot be told of news: they look for themselves";
    this.unsent = new SeldomWarning(text, options.log);
    this.announcing = setInterval(() => this.announce(), WATCH_MS).unref();
  }

  /** Something was woken in this process. */
  noteWake(topic: Topic): void {
    if (isLog(topic) && !isWatchedElsewhere(topic)) return;
    this.woken.add(topic);
    void this.flush();
  }

  /** Somebody in this process has begun to follow a log. */
  noteWatch(topic: LogTopic): void {
    this.watched.add(topic);
    void this.flush();
  }

  /** What this process follows, for one that may have missed it. */
  announce(): void {
    for (const topic of this.options.here.watchedHere()) this.watched.add(topic);
    void this.flush();
  }

  receive(text: string): void {
    const message = parsePeerMessage(text);
    if (!message || message.from === this.options.id) return;
    const { here } = this.options;
    if (message.verb === "wake") for (const topic of message.topics) here.wakeHere(topic);
    else if (message.verb === "watch") here.noteWatchedElsewhere(message.topics, 3 * WATCH_MS);
  }

  stop(): void {
    clearInterval(this.announcing);
    this.woken.clear();
    this.watched.clear();
  }

  private async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.woken.size + this.watched.size > 0) {
        const gap = delay(GAP_MS, undefined, { ref: false });
        // What is woken in the same turn of the event loop belongs together.
        await new Promise<void>((resolve) => setImmediate(resolve));
        await this.options.send(this.take()).catch((error: unknown) => this.unsent.tell(error));
        await gap;
      }
    } finally {
      this.sending = false;
    }
  }

  private take(): string[] {
    const from = this.options.id;
    const texts: string[] = [];
    while (texts.length < MESSAGES_MAX && this.woken.size > 0)
      texts.push(formatPeerMessage({ from, verb: "wake", topics: takeSome(this.woken) }));
    while (texts.length < MESSAGES_MAX && this.watched.size > 0)
      texts.push(formatPeerMessage({ from, verb: "watch", topics: takeSome(this.watched) }));
    return texts;
  }
}

function takeSome<T>(topics: Set<T>): T[] {
  const taken = [...topics].slice(0, MESSAGE_TOPICS_MAX);
  for (const topic of taken) topics.delete(topic);
  return taken;
}

function isLog(topic: Topic): topic is LogTopic {
  return topic.startsWith("log:");
}

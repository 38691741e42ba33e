import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "@redis/client";
import type { Log } from "@/lib/log";

/** The longest that a caller waits for Redis; then Redis counts as away. */
export const ASK_MS = 250;
/** So often it is tried again while it is away. */
const RETRY_MS = 1_000;
/** A Redis that comes and goes is written about no more often. */
const LOG_MS = 30_000;
/** Answers that may be outstanding at once. */
const COMMANDS_MAX = 10_000;

function makeClient(url: string) {
  return createClient({
    url,
    name: "muster",
    RESP: 2,
    // Trying again is the link's: it also looks whether Redis takes writes before anybody is sent there.
    socket: { connectTimeout: RETRY_MS, reconnectStrategy: false, keepAlive: true },
    disableOfflineQueue: true,
    commandsQueueMaxLength: COMMANDS_MAX,
    maintNotifications: "disabled",
  });
}
export type RedisClient = ReturnType<typeof makeClient>;

/**
 * The one connection to Redis, behind a circuit breaker.
 *
 * Promise: `ask` answers within ASK_MS and never throws; null means that Redis could not say. After the first failure
 * everybody gets null at once, until Redis has taken a write again within ASK_MS, which is tried every second. Commands
 * are never queued for later. Neither the URL nor anything in it is logged.
 */
export class RedisLink {
  private client: RedisClient | null = null;
  private isUp = false;
  private isWanted = true;
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;
  private lost: () => void = () => {};
  private loggedAt = Number.NEGATIVE_INFINITY;
  private loggedUp = true;

  constructor(
    private readonly url: string,
    private readonly probeKey: string,
    private readonly log: Log,
  ) {
    this.running = this.keepConnected();
  }

  get isConnected(): boolean {
    return this.isUp;
  }

  async ask<T>(work: (client: RedisClient) => Promise<T>): Promise<T | null> {
    const client = this.client;
    if (!client || !this.isUp) return null;
    try {
      return await inTime(work(client));
    } catch (error) {
      if (client === this.client) this.drop(error);
      return null;
    }
  }

  async close(): Promise<void> {
    this.isWanted = false;
    this.ending.abort();
    this.drop(null);
    await this.running;
  }

  private async keepConnected(): Promise<void> {
    while (this.isWanted) {
      const gone = new Promise<void>((resolve) => {
        this.lost = resolve;
      });
      if (await this.connect()) await gone;
      await delay(RETRY_MS, undefined, { signal: this.ending.signal, ref: false }).catch(() => {});
    }
  }

  private async connect(): Promise<boolean> {
    const client = makeClient(this.url);
    this.client = client;
    client.on("error", (error) => {
      if (client === this.client) this.drop(error);
    });
    const connecting = client.connect();
    // A socket that comes after it was given up would stay open for ever.
    connecting.then(
      () => {
        if (client !== this.client) destroy(client);
      },
      () => {},
    );
    try {
      // Bounded by its own time-out: nobody waits for it.
      await connecting;
      // A Redis that only reads, is full or still loads is of no use.
      await inTime(client.set(this.probeKey, "1", { expiration: { type: "PX", value: RETRY_MS } }));
    } catch (error) {
      this.drop(error);
      return false;
    }
    if (client !== this.client) return false;
    this.isUp = true;
    this.tell(true);
    return true;
  }

  private drop(error: unknown): void {
    const client = this.client;
    this.client = null;
    this.isUp = false;
    if (client) destroy(client);
    if (this.isWanted && client) this.tell(false, error);
    this.lost();
  }

  /** Once when it goes and once when it is back; a failing try every second is no news. */
  private tell(isUp: boolean, error?: unknown): void {
    if (isUp) {
      if (!this.loggedUp) this.log.info("Redis answers again");
      this.loggedUp = true;
    } else if (this.loggedUp && performance.now() >= this.loggedAt + LOG_MS) {
      this.log.warn({ reason: reasonOf(error) }, "Redis does not answer; beats go to Postgres until it does");
      this.loggedUp = false;
      this.loggedAt = performance.now();
    }
  }
}

/** Rejects after ASK_MS. An answer that has arrived by then counts, also when this process was too busy to read it. */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new Error("no answer in time"))), ASK_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Throws where there is no connection yet; what was under way ends either way. */
function destroy(client: RedisClient): void {
  try {
    client.destroy();
  } catch {
    // Nothing was open.
  }
}

/** The kind of an error, without its text: some repeat what they were given. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

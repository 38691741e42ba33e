import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

export interface NotificationLineOptions {
  connectionString: string;
  channel: string;
  onText(text: string): void;
  /** At every connection, the first and those after a break: what was sent in between has been missed. */
  onOpen(): void;
  /** The line has broken, or cannot be opened; told once, and then tried again without end. */
  onBreak(error: Error): void;
}

export interface NotificationLine {
  /** One statement in a transaction of its own. Rejects while the line is broken. */
  send(texts: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

const CONNECT_MS = 2_000;
/** A statement that takes longer breaks the line, as does an echo that is not heard in this time. */
const ANSWER_MS = 5_000;
const ECHO_EVERY_MS = 30_000;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 5_000;

/**
 * LISTEN and NOTIFY over one connection of its own, beside the pool: a NOTIFY must be in no transaction that does
 * anything else, as its commit waits for every other one in the database that notifies.
 *
 * Promise: opens again by itself after a break, at first after 100 ms, then more and more slowly up to 5 s. The line
 * counts as open once it has heard itself, and listens for its own echo twice a minute: a dead peer, or a pooler between
 * that hands each transaction to another connection, is found out.
 * Failure: what is sent to a channel while the line is broken is lost, in either direction.
 */
export function openNotificationLine(options: NotificationLineOptions): NotificationLine {
  const stopping = new AbortController();
  let open: { client: pg.Client; fail(error: unknown): void } | null = null;
  let isBroken = false;

  /** Resolves when the line has broken or is to end. */
  async function serve(onOpen: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: options.connectionString,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      application_name: "muster notifications",
      keepAlive: true,
    });
    const ended = new AbortController();
    let echo = { text: "", heard: () => {} };
    client.on("notification", ({ payload = "" }) => {
      if (payload === echo.text) echo.heard();
      else options.onText(payload);
    });
    try {
      await new Promise<void>((resolve, fail) => {
        client.on("error", fail);
        client.once("end", () => fail(new Error("The connection has ended.")));
        stopping.signal.addEventListener("abort", () => resolve(), { signal: ended.signal });
        const listen = async () => {
          await client.connect();
          await client.query(`LISTEN ${pg.escapeIdentifier(options.channel)}`);
          for (;;) {
            const heard = new Promise<void>((hear) => {
              echo = { text: `echo ${randomUUID()}`, heard: hear };
            });
            await notify(client, options.channel, [echo.text]);
            await within(ANSWER_MS, heard, ended.signal);
            if (!open) {
              open = { client, fail };
              onOpen();
            }
            await delay(ECHO_EVERY_MS, undefined, { ref: false, signal: ended.signal });
          }
        };
        listen().catch(fail);
        if (stopping.signal.aborted) resolve();
      });
    } finally {
      open = null;
      ended.abort();
      // A connection that is lost anyway may have nobody to say goodbye to.
      await Promise.race([client.end().catch(() => {}), delay(CONNECT_MS, undefined, { ref: false })]);
    }
  }

  const served = (async () => {
    let waitMs = RETRY_MS_MIN;
    while (!stopping.signal.aborted) {
      try {
        await serve(() => {
          waitMs = RETRY_MS_MIN;
          isBroken = false;
          options.onOpen();
        });
      } catch (error) {
        if (!isBroken) options.onBreak(error instanceof Error ? error : new Error(String(error)));
        isBroken = true;
        const jitter = 0.5 + Math.random() / 2;
        await delay(waitMs * jitter, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
        waitMs = Math.min(RETRY_MS_MAX, waitMs * 2);
      }
    }
  })();

  return {
    async send(texts) {
      if (!open) throw new Error("The line is broken.");
      const { client, fail } = open;
      try {
        await notify(client, options.channel, texts);
      } catch (error) {
        fail(error);
        throw error;
      }
    },
    async stop() {
      stopping.abort();
      await served;
    },
  };
}

async function notify(client: pg.Client, channel: string, texts: readonly string[]): Promise<void> {
  const text = "SELECT pg_notify($1, text) FROM unnest($2::text[]) AS text";
  await client.query({ name: "notify", text, values: [channel, texts] });
}

async function within(waitMs: number, event: Promise<void>, signal: AbortSignal): Promise<void> {
  const isLate = await Promise.race([event.then(() => false), delay(waitMs, true, { ref: false, signal })]);
  if (isLate) throw new Error("Notifications do not arrive.");
}

import { setTimeout as delay } from "node:timers/promises";

interface Answer {
  status: number;
  body: unknown;
}

/** Longer than the longest poll of these tests: what has not been answered by then hangs. */
const ANSWER_MS = 15_000;
const RETRY_MS = 150;
/** Every so many answers one is lost on its way: what was asked has been done, and is asked for again. */
const LOST_EVERY = 10;
/** Every so many questions the connection is not kept: a connection stays with the process that took it. */
const CLOSED_EVERY = 5;
/** A process that was killed may be handed connections for so long. */
const HAND_OVER_MS = 1_000;
/** No answer at all, "later" or "too often": the same again, after a moment. Everything else is an answer. */
const PASSING = new Set([429, 503]);

/**
 * Asks until it is answered, as our agents and every good client do, and keeps what no client should ever see: answers
 * that are a fault of the server, and questions that were never answered on an open connection.
 */
export class TirelessClient {
  readonly faults: string[] = [];
  private questions = 0;
  private answers = 0;
  private lossesUntil = 0;
  private readonly ended = new AbortController();

  /** Servers of one database; they are asked in turn. */
  constructor(private readonly baseUrls: readonly string[]) {}

  /** One of several processes is killed now: what it has been handed, and nobody else knows of, is never answered. */
  expectLosses(): void {
    this.lossesUntil = performance.now() + HAND_OVER_MS;
  }

  /** Questions that are still open are given up; their promises never settle. */
  giveUp(): void {
    this.ended.abort();
  }

  /** Of an answer that says 503 also how soon to ask again must be said. */
  async call(
    method: string,
    path: string,
    bearer: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    for (;;) {
      const answer = await this.ask(method, path, bearer, body, headers);
      if (this.ended.signal.aborted) return await new Promise<Answer>(() => {});
      if (answer !== null && !PASSING.has(answer.status)) {
        if (answer.status < 400 && this.arrives()) return answer;
        if (answer.status < 400) continue;
        const fault = `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`;
        this.faults.push(fault);
        throw new Error(fault);
      }
      await delay(RETRY_MS * (0.5 + Math.random()));
    }
  }

  /** Reads a live stream, and opens it again whenever it ends, until the client gives up. */
  async follow(path: string, bearer: string, onText: (text: string) => void): Promise<void> {
    while (!this.ended.signal.aborted) {
      try {
        const headers = { authorization: `Bearer ${bearer}`, accept: "text/event-stream" };
        const response = await fetch(this.next(path), { headers, signal: this.ended.signal });
        if (response.status !== 200 && !PASSING.has(response.status))
          this.faults.push(`GET ${path}: ${response.status} ${await response.text()}`);
        for await (const bytes of response.body ?? []) onText(Buffer.from(bytes).toString());
      } catch {
        // It was cut off.
      }
      await delay(RETRY_MS);
    }
  }

  private next(path: string): URL {
    return new URL(path, this.baseUrls[this.questions++ % this.baseUrls.length]);
  }

  private arrives(): boolean {
    this.answers += 1;
    return this.answers % LOST_EVERY !== 0;
  }

  private async ask(
    method: string,
    path: string,
    bearer: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer | null> {
    const late = AbortSignal.timeout(ANSWER_MS);
    const askedAt = performance.now();
    const url = this.next(path);
    const kept: Record<string, string> = this.questions % CLOSED_EVERY === 0 ? { connection: "close" } : {};
    try {
      const response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          "content-type": "application/json",
          ...kept,
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([late, this.ended.signal]),
      });
      if (response.status === 503 && response.headers.get("retry-after") === null)
        this.faults.push(`${method} ${url}: 503 without Retry-After`);
      return { status: response.status, body: await response.json() };
    } catch (error) {
      // The server was killed, or is not there yet.
      if (late.aborted && askedAt > this.lossesUntil)
        this.faults.push(`${method} ${url}: no answer in ${ANSWER_MS} ms: ${String(error)}`);
      return null;
    }
  }
}

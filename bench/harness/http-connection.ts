/**
 * One kept-alive HTTP connection on loopback, one request at a time; opened when it is needed.
 *
 * Client, server and database share the machine's cores in a benchmark, and Node's own client takes about as much CPU a
 * request as the server that is to be measured. This one writes a request in one piece and reads only what our server
 * sends: answers with a content length. Anything else is an error.
 */
import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  body: unknown;
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Longer than any long poll; an answer that has not come by then never will. */
const ANSWER_SECONDS = 70;
const HEAD_END = "\r\n\r\n";
const EMPTY = Buffer.alloc(0);

/** A connection that was idle for so long is about to be hung up on, and nobody tells of what is written after that. */
const IDLE_MS = 2_000;

export class HttpConnection {
  private received: Buffer = EMPTY;
  private pending: Pending | null = null;
  private socket: Socket | null = null;
  private usedAt = 0;

  constructor(private readonly port: number) {}

  /** `body` is JSON text. Rejects when the connection ends before the answer. */
  async send(method: string, path: string, bearer: string, body: string, headers = ""): Promise<Answer> {
    if (this.pending) throw new Error("the connection already waits for an answer");
    const isFresh = this.socket && !this.socket.destroyed && performance.now() - this.usedAt < IDLE_MS;
    const socket = isFresh && this.socket ? this.socket : await this.open();
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.pending = { resolve, reject };
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${bearer}\r\n${headers}` +
          `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}${HEAD_END}${body}`,
      );
    });
    this.usedAt = performance.now();
    return answer;
  }

  close(): void {
    this.socket?.destroy();
  }

  private async open(): Promise<Socket> {
    this.socket?.destroy();
    this.received = EMPTY;
    const socket = connect({ host: "127.0.0.1", port: this.port });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    this.socket = socket;
    const failHere = (error: Error) => {
      if (socket === this.socket) this.fail(error);
    };
    socket.setNoDelay(true);
    socket.setTimeout(ANSWER_SECONDS * 1000, () => {
      if (this.pending) failHere(new Error(`no answer came within ${ANSWER_SECONDS} s`));
    });
    socket.on("data", (bytes) => this.receive(bytes));
    socket.on("error", failHere);
    socket.on("close", () => failHere(new Error("the connection was closed")));
    return socket;
  }

  private receive(bytes: Buffer): void {
    this.received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]);
    const headEnd = this.received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.received.toString("latin1", 0, headEnd);
    const status = Number(head.slice(9, 12));
    const length = status === 204 ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    const start = headEnd + HEAD_END.length;
    if (Number.isNaN(length)) {
      this.fail(new Error(`an answer without a length: ${head}`));
      return;
    }
    if (this.received.length < start + length) return;
    const text = this.received.toString("utf8", start, start + length);
    this.received = this.received.subarray(start + length);
    const { pending } = this;
    this.pending = null;
    pending?.resolve({ status, body: text === "" ? null : JSON.parse(text) });
  }

  private fail(error: Error): void {
    const { pending } = this;
    this.pending = null;
    pending?.reject(error);
    this.socket?.destroy();
  }
}

/** Answers the body, or throws when the status is another one than expected. */
export function bodyOf(answer: Answer, status: number, what: string): unknown {
  if (answer.status === status) return answer.body;
  throw new Error(`${what} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
}

import { Agent, request } from "node:http";

/** Connections go to the processes in turn; with others about, it may take a few to meet the one that is wanted. */
const CONNECTIONS_MAX = 20;

/** One connection, and so one of the server's processes: a connection stays with the process that took it. */
export class WorkerLine {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  private constructor(private readonly baseUrl: string) {}

  /** To the process with this number. */
  static async to(baseUrl: string, worker: number): Promise<WorkerLine> {
    for (let tried = 0; tried < CONNECTIONS_MAX; tried++) {
      const line = new WorkerLine(baseUrl);
      if ((await line.worker()) === worker) return line;
      line.close();
    }
    throw new Error(`No connection led to worker ${worker}.`);
  }

  async call<T>(method: string, path: string, key: string, body?: unknown): Promise<T> {
    const { status, text } = await this.send(method, path, { authorization: `Bearer ${key}` }, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return JSON.parse(text) as T;
  }

  close(): void {
    this.agent.destroy();
  }

  private async worker(): Promise<number> {
    const { text } = await this.send("GET", "/metrics", {});
    return Number(/muster_database_connections\{[^}]*worker="(\d+)"/.exec(text)?.[1]);
  }

  private send(method: string, path: string, headers: Record<string, string>, body?: unknown) {
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const outgoing = request(
        new URL(path, this.baseUrl),
        {
          method,
          agent: this.agent,
          headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (part: string) => {
            text += part;
          });
          response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
          response.once("error", reject);
        },
      );
      outgoing.once("error", reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

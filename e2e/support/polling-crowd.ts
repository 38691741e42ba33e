import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { ClaimAnswer, ClaimedJob } from "@/lib/contracts/agent-protocol";

const PATH = "/api/v1/platform-agent/jobs";
const WAIT_SECONDS = 50;

interface Answer {
  status: number;
  retryAfter: string | undefined;
  text: string;
}

/** Many agents, each with a poll over a connection of its own, who end what they are given at once. */
export class PollingCrowd {
  /** What no agent should ever be answered. */
  readonly faults: string[] = [];
  readonly ended = new Set<string>();
  private readonly connections = new Agent({ keepAlive: true });
  private isOver = false;
  private readonly cutOff: (() => void)[] = [];

  constructor(
    private readonly baseUrl: string,
    keys: readonly string[],
  ) {
    for (const key of keys) void this.live(key);
  }

  /** How many have lost their connection, and wait for `comeBack`. */
  get cutOffCount(): number {
    return this.cutOff.length;
  }

  /** All that have lost their connection ask again at this moment. */
  comeBack(): void {
    for (const again of this.cutOff.splice(0)) again();
  }

  leave(): void {
    this.isOver = true;
    this.connections.destroy();
    this.comeBack();
  }

  private async live(key: string): Promise<void> {
    while (!this.isOver) {
      const claim = { max_jobs: 1, wait_seconds: WAIT_SECONDS, request_id: randomUUID() };
      const { jobs } = (await this.call(`${PATH}/claim`, key, claim)) as ClaimAnswer;
      for (const job of jobs) await this.finish(job);
    }
  }

  private async finish({ id, attempt, job_token }: ClaimedJob): Promise<void> {
    await this.call(`${PATH}/${id}/status`, job_token, { attempt, status: "succeeded" });
    this.ended.add(id);
  }

  /** Asks until it is answered. */
  private async call(path: string, key: string, body: unknown): Promise<unknown> {
    for (;;) {
      const answer = await this.ask(path, key, body).catch(() => null);
      if (this.isOver) return await new Promise(() => {});
      if (answer === null) await new Promise<void>((resolve) => this.cutOff.push(resolve));
      else if (answer.status === 200) return JSON.parse(answer.text);
      else if (answer.status === 503 && answer.retryAfter) await delay(Number(answer.retryAfter) * 1_000);
      else {
        this.faults.push(`${path}: ${answer.status} ${answer.text}`);
        return await new Promise(() => {});
      }
    }
  }

  private ask(path: string, key: string, body: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      const options = { method: "POST", agent: this.connections, headers };
      const outgoing = request(new URL(path, this.baseUrl), options, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        const { "retry-after": retryAfter } = response.headers;
        response.once("end", () => resolve({ status: response.statusCode ?? 0, retryAfter, text }));
        response.once("error", reject);
      });
      outgoing.once("error", reject);
      outgoing.end(JSON.stringify(body));
    });
  }
}

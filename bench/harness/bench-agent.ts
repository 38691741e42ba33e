import { randomUUID } from "node:crypto";
import type { ClaimAnswer, ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { SyncAnswer } from "@/lib/contracts/agent-sync";
import { bodyOf, HttpConnection } from "./http-connection";

/** What an agent says to the server, without running anything. One request at a time. */
export class BenchAgent {
  private constructor(
    readonly id: string,
    private readonly key: string,
    private readonly connection: HttpConnection,
  ) {}

  static async open(port: number, id: string, key: string): Promise<BenchAgent> {
    return new BenchAgent(id, key, new HttpConnection(port));
  }

  /** Asks for one job, with a request id as agents do; null when none came within `waitSeconds`. */
  async claim(waitSeconds: number): Promise<ClaimedJob | null> {
    const body = { max_jobs: 1, wait_seconds: waitSeconds, request_id: randomUUID() };
    const path = "/api/v1/platform-agent/jobs/claim";
    const answer = await this.connection.send("POST", path, this.key, JSON.stringify(body));
    const { jobs } = bodyOf(answer, 200, "a claim") as ClaimAnswer;
    if (jobs.length > 1) throw new Error("A claim for one job was given several.");
    return jobs[0] ?? null;
  }

  async report(job: ClaimedJob, status: "running" | "succeeded"): Promise<void> {
    const body = { attempt: job.attempt, status, ...(status === "succeeded" ? { exit_code: 0 } : {}) };
    const path = `/api/v1/platform-agent/jobs/${job.id}/status`;
    const answer = await this.connection.send("POST", path, job.job_token, JSON.stringify(body));
    bodyOf(answer, 200, `the status ${status}`);
  }

  /** Reports jobs as succeeded and claims up to `maxJobs` new ones, in one request. */
  async completeAndClaim(done: readonly ClaimedJob[], maxJobs: number): Promise<ClaimedJob[]> {
    const statuses = done.map(({ id, attempt }) => ({
      job_id: id,
      attempt,
      status: "succeeded",
      exit_code: 0,
    }));
    const claim = maxJobs > 0 ? { max_jobs: maxJobs, request_id: randomUUID() } : undefined;
    const body = JSON.stringify({ statuses, claim });
    const answer = await this.connection.send("POST", "/api/v1/platform-agent/sync", this.key, body);
    const synced = bodyOf(answer, 200, "a sync") as SyncAnswer;
    const refused = [...synced.statuses, ...(synced.claim ? [synced.claim] : [])].find((part) => part.error);
    if (refused) throw new Error(`A part of a sync was refused: ${JSON.stringify(refused.error)}`);
    return synced.claim?.answer?.jobs ?? [];
  }

  /** A beat of an idle agent, with the figures that ours sends. */
  async beat(): Promise<void> {
    const body = JSON.stringify({
      current_jobs: 0,
      running: [],
      cpu_percent: 12.5,
      memory_percent: 40.2,
      disk_read_mbps: 0,
      disk_write_mbps: 0.1,
      network_rx_mbps: 0.2,
      network_tx_mbps: 0.1,
    });
    const path = "/api/v1/platform-agent/heartbeat";
    bodyOf(await this.connection.send("POST", path, this.key, body), 200, "a beat");
  }

  /** The same agent on a further connection, for what it says while a claim is open. */
  async another(port: number): Promise<BenchAgent> {
    return new BenchAgent(this.id, this.key, new HttpConnection(port));
  }

  /** `chunks` is the JSON text of the chunks. */
  async appendLog(job: ClaimedJob, chunks: string): Promise<void> {
    const path = `/api/v1/platform-agent/jobs/${job.id}/logs`;
    const body = `{"attempt":${job.attempt},"chunks":${chunks}}`;
    bodyOf(await this.connection.send("PATCH", path, job.job_token, body), 200, "a piece of log");
  }

  close(): void {
    this.connection.close();
  }
}

import { randomUUID } from "node:crypto";
import type { ClaimAnswer, ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { SyncAnswer } from "@/lib/contracts/agent-sync";
import type { TirelessClient } from "./tireless-client";

export interface LoadKeys {
  tenants: readonly string[];
  agents: readonly string[];
}

/** Everything that goes on: calls of each kind, and events that a stream tells of. */
const DEEDS = ["submit", "claim", "end", "beat", "read", "event"] as const;
type Deed = (typeof DEEDS)[number];

const AGENT = "/api/v1/platform-agent";
const JOBS = "/api/v1/platform-jobs";
const SLOTS = 4;
const WAIT_SECONDS = 2;

/**
 * Tenants that submit and agents that claim and complete, all without a pause and all repeating what was not answered,
 * each in the way the API wants it: submits by idempotency key, claims by request id, reports as they are.
 */
export class QueueLoad {
  readonly acknowledged = new Set<string>();
  /** Job and attempt of every claim, and which agent was given it. */
  readonly given = new Map<string, string>();
  readonly faults: string[] = [];
  readonly ended = new Set<string>();
  /** Of each deed that was acknowledged, when the latest began. */
  private readonly begun = new Map<Deed, number>();
  private isSubmitting = true;
  private isClaiming = true;
  private readonly submitters: Promise<void>[];
  private readonly agents: Promise<void>[];

  constructor(
    private readonly client: TirelessClient,
    { tenants, agents }: LoadKeys,
  ) {
    this.submitters = tenants.flatMap((key) => [this.submitAll(key), this.readAll(key)]);
    for (const key of tenants) {
      void client.follow("/api/v1/events", key, (text) => {
        if (text.includes("job.succeeded")) this.note("event", performance.now());
      });
    }
    this.agents = agents.flatMap((key, n) => [
      n % 2 === 0 ? this.workSingly(key) : this.workInSyncs(key),
      this.beatAll(key),
    ]);
  }

  /** What has not been acknowledged again that began after `instant`. */
  missingSince(instant: number): Deed[] {
    return DEEDS.filter((deed) => (this.begun.get(deed) ?? 0) < instant);
  }

  async stopSubmitting(): Promise<void> {
    this.isSubmitting = false;
    await Promise.all(this.submitters);
  }

  async stop(): Promise<void> {
    this.isClaiming = false;
    await Promise.all(this.agents);
  }

  private async did<T>(deed: Deed, act: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await act();
    this.note(deed, startedAt);
    return result;
  }

  private note(deed: Deed, startedAt: number): void {
    this.begun.set(deed, Math.max(startedAt, this.begun.get(deed) ?? 0));
  }

  private async submitAll(key: string): Promise<void> {
    while (this.isSubmitting) {
      const headers = { "idempotency-key": randomUUID() };
      const body = { tool: "http-headers", target: "https://load.example" };
      const answer = await this.did("submit", () => this.client.call("POST", JOBS, key, body, headers));
      const { job } = answer.body as { job: { id: string } };
      if (this.acknowledged.has(job.id)) this.faults.push(`two keys were answered with job ${job.id}`);
      this.acknowledged.add(job.id);
    }
  }

  private async readAll(key: string): Promise<void> {
    while (this.isSubmitting) await this.did("read", () => this.client.call("GET", `${JOBS}?limit=20`, key));
  }

  private async beatAll(key: string): Promise<void> {
    while (this.isClaiming)
      await this.did("beat", () => this.client.call("POST", `${AGENT}/heartbeat`, key, { current_jobs: 0 }));
  }

  /** A call for each thing, with the job's own token where the agent has one. */
  private async workSingly(key: string): Promise<void> {
    while (this.isClaiming) {
      const body = { max_jobs: SLOTS, wait_seconds: WAIT_SECONDS, request_id: randomUUID() };
      const answer = await this.did("claim", () =>
        this.client.call("POST", `${AGENT}/jobs/claim`, key, body),
      );
      for (const job of this.take((answer.body as ClaimAnswer).jobs, key)) {
        for (const status of ["running", "succeeded"] as const) await this.report(job, status);
        this.ended.add(job.id);
      }
    }
  }

  private async report(
    { id, attempt, job_token }: ClaimedJob,
    status: "running" | "succeeded",
  ): Promise<void> {
    const path = `${AGENT}/jobs/${id}/status`;
    await this.did("end", () => this.client.call("POST", path, job_token, { attempt, status }));
  }

  /** Everything in one request: what is done, a beat, and the next claim. */
  private async workInSyncs(key: string): Promise<void> {
    let held: ClaimedJob[] = [];
    do {
      const body = {
        statuses: held.map(({ id, attempt }) => ({ job_id: id, attempt, status: "succeeded" })),
        heartbeat: { current_jobs: held.length },
        ...(this.isClaiming
          ? { claim: { max_jobs: SLOTS, wait_seconds: WAIT_SECONDS, request_id: randomUUID() } }
          : {}),
      };
      const answer = await this.did("claim", () => this.client.call("POST", `${AGENT}/sync`, key, body));
      const { statuses, claim } = answer.body as SyncAnswer;
      for (const part of [...statuses, ...(claim ? [claim] : [])])
        if (part.error) this.faults.push(`part of a sync: ${JSON.stringify(part.error)}`);
      for (const { id } of held) this.ended.add(id);
      held = this.take(claim?.answer?.jobs ?? [], key);
    } while (this.isClaiming || held.length > 0);
  }

  private take(jobs: ClaimedJob[], key: string): ClaimedJob[] {
    for (const { id, attempt } of jobs) {
      const what = `${id} ${attempt}`;
      if (this.given.has(what)) this.faults.push(`job and attempt ${what} were given out twice`);
      this.given.set(what, key);
    }
    return jobs;
  }
}

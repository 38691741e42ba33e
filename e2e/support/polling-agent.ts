import { expect } from "@playwright/test";
import type pg from "pg";
import type { ClaimAnswer } from "@/lib/contracts/agent-protocol";
import type { Site } from "./people";
import type { WorkerLine } from "./worker-line";

type Job = ClaimAnswer["jobs"][number];

/** An agent that speaks the protocol over lines of the test's choice, and runs nothing. */
export class PollingAgent {
  private constructor(
    private readonly db: pg.Pool,
    private readonly id: string,
    private readonly key: string,
  ) {}

  static async join(site: Site, db: pg.Pool, name: string): Promise<PollingAgent> {
    const { raw_token: bootstrap_token } = await site.admin.call<{ raw_token: string }>(
      "POST",
      "/api/v1/admin/bootstrap-tokens",
      { description: "", tier: "shared" },
    );
    const agent = await site.admin.call<{ agent_id: string; api_key: string }>(
      "POST",
      "/api/v1/platform-agents/register",
      { bootstrap_token, name, tools: ["http-headers"] },
    );
    return new PollingAgent(db, agent.agent_id, agent.api_key);
  }

  /** Lets `act` do something while a poll hangs on `line`. Answers what the poll brought, and how long after `act`. */
  async pollWhile<T>(line: WorkerLine, maxJobs: number, act: () => Promise<T>) {
    const before = await this.lastSeen();
    const poll = async () => {
      const claim = { max_jobs: maxJobs, wait_seconds: 20 };
      const path = "/api/v1/platform-agent/jobs/claim";
      const answer = await line.call<ClaimAnswer>("POST", path, this.key, claim);
      return { answer, at: performance.now() };
    };
    const polled = poll();
    // A poll is a sign of life as soon as it is let in.
    await expect.poll(() => this.lastSeen(), { intervals: [20] }).not.toBe(before);
    const done = await act();
    const doneAt = performance.now();
    const { answer, at } = await polled;
    return { answer, done, ms: at - doneAt };
  }

  async tell(line: WorkerLine, job: Job, status: "running" | "succeeded" | "cancelled"): Promise<void> {
    const body = { attempt: job.attempt, status };
    await line.call("POST", `/api/v1/platform-agent/jobs/${job.id}/status`, job.job_token, body);
  }

  private async lastSeen(): Promise<string | undefined> {
    const { rows } = await this.db.query<{ at: string }>(
      "SELECT last_seen_at::text AS at FROM agent_heartbeats WHERE agent_id = $1",
      [this.id],
    );
    return rows[0]?.at;
  }
}

import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { BenchAgent } from "./bench-agent";
import type { JobLedger } from "./job-ledger";

export interface FleetOptions {
  ledger: JobLedger;
  /** Looked at by every agent before it claims again. */
  isOver(): boolean;
  /** With the milliseconds from the claim to its answer. */
  onClaim?(job: ClaimedJob, milliseconds: number, agent: BenchAgent): void;
  /** What an agent does between running and succeeded; without it, nothing. */
  work?(job: ClaimedJob): Promise<void>;
  /** A claim was answered without a job. */
  onEmpty?(): void;
}

/** Short, so that the fleet ends soon after it is over. */
const WAIT_SECONDS = 1;

/** Every agent claims a job, reports it running and succeeded, and claims the next, until it is over. */
export async function runFleet(agents: readonly BenchAgent[], options: FleetOptions): Promise<void> {
  await Promise.all(agents.map((agent) => runAgent(agent, options)));
}

async function runAgent(agent: BenchAgent, options: FleetOptions): Promise<void> {
  while (!options.isOver()) {
    const askedAt = performance.now();
    const job = await agent.claim(WAIT_SECONDS);
    if (job === null) {
      options.onEmpty?.();
      continue;
    }
    options.ledger.noteClaim(job);
    options.onClaim?.(job, performance.now() - askedAt, agent);
    await agent.report(job, "running");
    await options.work?.(job);
    await agent.report(job, "succeeded");
    options.ledger.noteEnd();
  }
}

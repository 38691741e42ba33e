import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { BenchAgent } from "../harness/bench-agent";
import { JobLedger } from "../harness/job-ledger";
import { runRounds } from "../harness/rounds";
import { besidePeers } from "../peers/beside-peers";
import { PEER_CONCURRENCY as AGENTS } from "../peers/peer-queue";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { topUpBacklog } from "../seed/top-up-backlog";

/** Jobs that an agent runs at a time: what a request reports and claims. */
const SLOTS = 10;
const TENANTS = 100;
/** More than any round takes, so that there is always work. */
const JOBS_PER_SECOND_MAX = 4_000;
const HOW =
  "Jobs run a second by 24 agents of ten slots over HTTP: a request reports what the agent has run and claims as many anew, " +
  "and every job gets a fair place, a lease, an attempt, events and audit entries. graphile-worker runs an empty task in its own " +
  "process with 24 workers, each of which fetches a job and completes it; it knows no tenants, keeps no history and deletes " +
  "what is done.";

/**
 * Jobs run a second by 24 agents of ten slots each: every request reports what the agent has run as succeeded and claims
 * as many anew. Tiers, limits, fair shares, leases, attempts, events and audit entries are all kept.
 */
export const claimCompleteHttp: Scenario = {
  name: "claim-complete-http",
  peerTask: "run",
  async run({ scale, db, server, peers }) {
    const tenants = await seedTenants(db, TENANTS);
    const agents = await seedAgents(db, server.port, AGENTS, { slots: SLOTS });
    const ledger = new JobLedger();
    const rates = await runRounds(scale, async (seconds) => {
      await topUpBacklog(db, tenants, Math.ceil((seconds * JOBS_PER_SECOND_MAX) / TENANTS));
      const before = ledger.endedCount;
      const startedAt = performance.now();
      const endsAt = startedAt + seconds * 1000;
      await Promise.all(agents.map((agent) => work(agent, ledger, () => performance.now() >= endsAt)));
      return (ledger.endedCount - before) / ((performance.now() - startedAt) / 1000);
    });
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    return besidePeers({ name: "claim-complete-http", how: HOW, rounds: rates }, peers, "run");
  },
};

async function work(agent: BenchAgent, ledger: JobLedger, isOver: () => boolean): Promise<void> {
  let held: ClaimedJob[] = [];
  do {
    const next = await agent.completeAndClaim(held, isOver() ? 0 : SLOTS);
    for (const _ of held) ledger.noteEnd();
    for (const job of next) ledger.noteClaim(job);
    if (next.length === 0 && !isOver()) {
      throw new Error("A claim came back empty although jobs that the agent may run were waiting.");
    }
    held = next;
  } while (held.length > 0);
}

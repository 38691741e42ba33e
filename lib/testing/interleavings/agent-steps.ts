import fc from "fast-check";
import type pg from "pg";
import type { ClaimBody } from "@/lib/contracts/agent-protocol";
import { ReportFindingsBody } from "@/lib/contracts/agent-protocol";
import { SyncBody } from "@/lib/contracts/agent-sync";
import { recordBeats } from "@/lib/services/agent-protocol/record-beats";
import { reportFindings } from "@/lib/services/agent-protocol/report-findings";
import { sync as syncAgent } from "@/lib/services/agent-protocol/sync";
import { step } from "@/lib/testing/interleavings/step";
import { anyHeld, anyOf, type World } from "@/lib/testing/interleavings/world";
import { agentContext, claim as claimJobs, jobContext, report } from "@/lib/testing/queue-contexts";

const WORDS = ["running", "progress", "succeeded", "succeeded", "failed", "cancelled", "released"] as const;
/** What an agent says in one request of what it has. */
const SYNCED_MAX = 3;
const POLL_SECONDS = 20;

const maxJobs = fc.integer({ min: 1, max: 4 });
const requestId = fc.option(fc.noBias(fc.nat({ max: 20 })));

/** Answers whether it was given any. */
async function take(
  { held }: World,
  db: pg.Pool,
  agentId: string,
  body: Partial<ClaimBody>,
  signal?: AbortSignal,
): Promise<boolean> {
  const { jobs } = await claimJobs(db, agentId, body, signal);
  for (const { id, attempt } of jobs) held.push({ agentId, id, attempt });
  return jobs.length > 0;
}

function heldBy({ held }: World, agentId: string): { job_id: string; attempt: number }[] {
  return held.filter((ref) => ref.agentId === agentId).map(({ id, attempt }) => ({ job_id: id, attempt }));
}

export const claim = step(
  "claim",
  { maxJobs, requestId },
  async (world, { server, n, maxJobs, requestId }) => {
    const body = { max_jobs: maxJobs, ...(requestId === null ? {} : { request_id: `r${requestId}` }) };
    return await take(world, anyOf(world.servers, server), anyOf(world.agents, n).id, body);
  },
);

/** It hangs while the others act, and hangs up when they have. */
export const poll = step(
  "poll",
  { maxJobs },
  async (world, { server, n, maxJobs }, isOver) => {
    const db = anyOf(world.servers, server);
    const { id } = anyOf(world.agents, n);
    const isGiven = await take(world, db, id, { max_jobs: maxJobs, wait_seconds: POLL_SECONDS }, isOver);
    // Answered after the round that was under way, which would otherwise go on beside the next steps.
    await claimJobs(db, id, { max_jobs: 0 });
    return isGiven;
  },
  true,
);

export const status = step(
  "status",
  { word: fc.constantFrom(...WORDS) },
  async (world, { server, n, word }) => {
    const ref = anyHeld(world, n);
    if (!ref) return false;
    return await report(anyOf(world.servers, server), ref.agentId, ref, word);
  },
);

/** Past the half second in which beats wait for each other; in a sync it waits, too. */
export const beat = step("beat", {}, async (world, { server, n }) => {
  const { id: agentId } = anyOf(world.agents, n);
  const running = n % 2 === 0 ? {} : { running: heldBy(world, agentId) };
  return await recordBeats(anyOf(world.servers, server), [
    { agentId, body: { current_jobs: 0, ...running } },
  ]);
});

/** Logs, words on attempts, a beat and the next claim at once, as our own agent says it all. */
export const sync = step(
  "sync",
  {
    maxJobs,
    word: fc.constantFrom("running", "succeeded", "failed", "released"),
    beats: fc.noBias(fc.nat({ max: 9 })).map((n) => n === 0),
  },
  async (world, { server, n, maxJobs, word, beats }) => {
    const { id: agentId } = anyOf(world.agents, n);
    const latest = heldBy(world, agentId).slice(-SYNCED_MAX);
    const chunk = { stream: "stdout", offset: 0, text: "a line\n" };
    const body = SyncBody.parse({
      logs: latest.map((ref) => ({ ...ref, chunks: [chunk] })),
      statuses: latest.map((ref) => ({ ...ref, status: word })),
      ...(beats ? { heartbeat: { current_jobs: latest.length, running: latest } } : {}),
      claim: { max_jobs: maxJobs },
    });
    const caller = {
      kind: "agent",
      agentId,
      name: "agent",
      tenantId: "",
      isPlatformAgent: true,
      keyPrefix: "",
    } as const;
    const ctx = { ...agentContext(anyOf(world.servers, server), agentId), caller };
    const { claim } = await syncAgent(ctx, body);
    for (const { id, attempt } of claim?.answer?.jobs ?? []) world.held.push({ agentId, id, attempt });
    return latest.length > 0;
  },
);

export const findings = step("findings", {}, async (world, { server, n }) => {
  const ref = anyHeld(world, n);
  if (!ref) return false;
  const seen = (rule: number) => ({
    rule_id: `rule-${rule}`,
    title: "A weakness",
    severity: "low",
    confidence: "high",
    location: "/",
  });
  const body = ReportFindingsBody.parse({ attempt: ref.attempt, findings: [seen(n % 2), seen(n % 3)] });
  return await reportFindings(jobContext(anyOf(world.servers, server), ref.agentId), ref.id, body);
});

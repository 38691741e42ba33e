/**
 * Says that the agent lives, renews the leases of what it holds, takes orders.
 *
 * Promise: one beat at a time, at the server's pace; a failed one is repeated with backoff; each lease is counted from when its beat was sent. Until the
 * first beat succeeds and whenever one fails, the agent does not claim.
 * Failure: a refused key ends the agent through `checkCredential`; everything else is waited out.
 */
import type { HeartbeatAnswer, HeartbeatBody } from "@/lib/contracts/agent-protocol";
import { HEARTBEAT_SECONDS } from "@/lib/domain/job/lease";
import type { CredentialVerdict } from "../control-plane/check-credential";
import type { ControlPlane } from "../control-plane/client";
import { judgeFailure, retryAfterOf } from "../control-plane/control-plane-error";
import type { AgentState } from "../core/agent-state";
import { backoffSeconds } from "../core/backoff";
import type { JobBoard } from "../job/job-board";
import type { AgentLog } from "../log/agent-log";
import type { HostMetrics } from "../metrics/host-metrics";
import { findShortage } from "../metrics/host-resources";

export interface HeartbeatDependencies {
  state: AgentState;
  board: JobBoard;
  controlPlane: ControlPlane;
  metrics: HostMetrics;
  probeTools(): Promise<{ name: string; version: string }[]>;
  version: string;
  dataDir: string;
  log: AgentLog;
  now(): number;
  random(): number;
  checkCredential(): Promise<CredentialVerdict>;
}

/** A lost beat is made up for quickly: three beats fit into one lease. */
const backoffLimits = { baseSeconds: 1, capSeconds: HEARTBEAT_SECONDS };
const fastestBeatSeconds = 0.05;
const slowestBeatSeconds = 60;
const probeEverySeconds = 3_600;

export async function runHeartbeats(d: HeartbeatDependencies): Promise<void> {
  const { state, board, controlPlane, log } = d;
  let failures = 0;
  let probedAt: number | null = null;
  while (!state.isOver) {
    let waitSeconds: number;
    try {
      const isProbeDue = probedAt === null || d.now() - probedAt > probeEverySeconds * 1_000;
      const probe = isProbeDue ? { tools: await d.probeTools(), version: d.version } : {};
      const load = d.metrics.sample();
      noteShortage(d, load.memory_percent);
      const running = board.heldRefs().map(({ jobId, attempt }) => ({ job_id: jobId, attempt }));
      const body: HeartbeatBody = { current_jobs: running.length, running, ...load, ...probe };
      const sentAt = d.now();
      const answer = await controlPlane.heartbeat(body);
      if (failures > 0) log.info("the control plane answers again");
      failures = 0;
      if (isProbeDue) probedAt = sentAt;
      obey(d, answer, sentAt);
      waitSeconds = Math.min(slowestBeatSeconds, Math.max(fastestBeatSeconds, answer.next_heartbeat_seconds));
    } catch (error) {
      failures += 1;
      state.update({ beats: "failing" });
      if (failures === 1)
        log.warn("a heartbeat failed; no jobs are claimed meanwhile", { cause: (error as Error).message });
      if (judgeFailure(error) === "unauthenticated") await d.checkCredential();
      waitSeconds = backoffSeconds(failures, backoffLimits, d.random, retryAfterOf(error));
    }
    if (!state.isOver) await state.beatNews.wait(waitSeconds * 1_000);
  }
}

function obey({ state, board, log }: HeartbeatDependencies, answer: HeartbeatAnswer, sentAt: number): void {
  const serverTime = Date.parse(answer.server_time);
  for (const lease of answer.leases) {
    const seconds = (Date.parse(lease.lease_expires_at) - serverTime) / 1_000;
    board.renew({ jobId: lease.job_id, attempt: lease.attempt }, sentAt, seconds);
  }
  for (const order of answer.cancel)
    board.cancel({ jobId: order.job_id, attempt: order.attempt }, order.grace_seconds);
  for (const lost of answer.lost)
    board.lose({ jobId: lost.job_id, attempt: lost.attempt }, "the control plane has given it away");
  noteDrain(state, log, answer.drain);
  const { max_concurrent_jobs: capacity = state.facts.capacity } = answer;
  if (capacity !== state.facts.capacity) {
    log.info("capacity changed", { capacity });
    state.update({ capacity });
  }
  if (state.facts.beats !== "ok") state.update({ beats: "ok" });
}

/** Both beats and claims carry the order. */
export function noteDrain(state: AgentState, log: AgentLog, isDrainOrdered: boolean): void {
  if (state.facts.isDrainOrdered === isDrainOrdered) return;
  log.info(
    isDrainOrdered ? "drain ordered: no more jobs are claimed" : "drain ended: jobs are claimed again",
  );
  state.update({ isDrainOrdered });
}

function noteShortage(
  { state, dataDir, log }: HeartbeatDependencies,
  memoryPercent: number | undefined,
): void {
  const shortage = findShortage(dataDir, memoryPercent);
  const isShortOfResources = shortage !== null;
  if (isShortOfResources === state.facts.isShortOfResources) return;
  if (shortage === null) log.info("there is room again: jobs are claimed");
  else log.warn("no jobs are claimed", { cause: shortage });
  state.update({ isShortOfResources });
}

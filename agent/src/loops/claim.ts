/**
 * Keeps one claim open, so that jobs, cancel and drain orders arrive the moment they are given.
 *
 * Promise: while the agent lives, a claim is sent again unchanged until it is answered, so that a job whose claim answer was lost is not lost with it; its
 * jobs are in the journal before they start; never more is asked for than `claimAllowance` says. A claim that was open when the agent was killed is
 * forgotten: its jobs, never reported running, go back to the queue.
 * Failure: never ends by itself; a refused key ends the agent through `checkCredential`.
 */
import { randomUUID } from "node:crypto";
import type { ClaimAnswer, ClaimBody } from "@/lib/contracts/agent-protocol";
import type { CredentialVerdict } from "../control-plane/check-credential";
import type { ControlPlane } from "../control-plane/client";
import { judgeFailure, retryAfterOf } from "../control-plane/control-plane-error";
import type { AgentState } from "../core/agent-state";
import { backoffSeconds } from "../core/backoff";
import { claimAllowance } from "../core/claim-allowance";
import type { JobBoard } from "../job/job-board";
import type { JobJournal } from "../journal/journal";
import type { AgentLog } from "../log/agent-log";
import { noteDrain } from "./heartbeat";

export interface ClaimDependencies {
  state: AgentState;
  board: JobBoard;
  journal: JobJournal;
  controlPlane: ControlPlane;
  log: AgentLog;
  now(): number;
  random(): number;
  checkCredential(): Promise<CredentialVerdict>;
}

const waitSeconds = 25;
const failureBackoff = { baseSeconds: 0.5, capSeconds: 15 };
/** For a server that does not hold a claim open; short, since cancel orders come this way. */
const emptyBackoff = { baseSeconds: 0.1, capSeconds: 1 };
const promptMilliseconds = 1_000;

export async function runClaims(d: ClaimDependencies): Promise<void> {
  const { state } = d;
  let failures = 0;
  let promptlyEmpty = 0;
  let lastSent: ClaimBody | null = null;
  while (!state.isOver) {
    const claim = nextClaim(d);
    if (claim === null) {
      await state.claimNews.wait();
      continue;
    }
    const sentAt = d.now();
    const isRepeat = claim === lastSent;
    lastSent = claim;
    try {
      const answer = await sendClaim(d, claim);
      if (answer === null) continue;
      failures = 0;
      takeIn(d, answer);
      // The lease may be half over: a beat at once renews it, or says that it has passed.
      if (isRepeat && answer.jobs.length > 0) state.beatNews.wake();
      // A claim for orders ends early when an admin moves the agent: time to see whether it may work again.
      if (claim.max_jobs === 0 && state.facts.isDisabled) state.update({ isDisabled: false });
      const isPromptlyEmpty = answer.jobs.length === 0 && d.now() - sentAt < promptMilliseconds;
      promptlyEmpty = isPromptlyEmpty ? promptlyEmpty + 1 : 0;
      if (promptlyEmpty > 1) await pause(d, backoffSeconds(promptlyEmpty - 1, emptyBackoff, d.random));
    } catch (error) {
      failures += 1;
      await recover(d, error, failures);
    }
  }
}

async function recover(d: ClaimDependencies, error: unknown, failures: number): Promise<void> {
  const failure = judgeFailure(error);
  if (failure === "disabled") {
    d.log.info("the agent is disabled: no jobs are claimed");
    d.journal.closeClaim([]);
    return d.state.update({ isDisabled: true });
  }
  if (failures === 1) d.log.warn("a claim failed", { cause: (error as Error).message });
  // The same again would get the same; a new one may not.
  if (failure === "refused") d.journal.closeClaim([]);
  if (failure === "unauthenticated") await d.checkCredential();
  await pause(d, backoffSeconds(failures, failureBackoff, d.random, retryAfterOf(error)));
}

function nextClaim({ state, board, journal }: ClaimDependencies): ClaimBody | null {
  const allowance = claimAllowance({ ...state.facts, heldJobs: board.heldJobs });
  if (!allowance.mayPoll) return null;
  const open = journal.openClaim();
  // An unanswered claim may have been given jobs: it is asked about first, unless the agent stops; then they run out with their leases.
  if (open !== null && (open.max_jobs > 0 ? !state.facts.isShuttingDown : allowance.maxJobs === 0))
    return open;
  const claim: ClaimBody = {
    max_jobs: allowance.maxJobs,
    wait_seconds: waitSeconds,
    request_id: randomUUID(),
  };
  journal.saveClaim(claim);
  return claim;
}

/** The answer, or null when the claim was given up because it no longer asks for the right thing. */
async function sendClaim(d: ClaimDependencies, claim: ClaimBody): Promise<ClaimAnswer | null> {
  const { state, controlPlane } = d;
  const controller = new AbortController();
  const sent: { answer?: ClaimAnswer; error?: unknown; isOver: boolean } = { isOver: false };
  void controlPlane
    .claim(claim, controller.signal)
    .then(
      (answer) => Object.assign(sent, { answer }),
      (error: unknown) => Object.assign(sent, { error }),
    )
    .then(() => {
      sent.isOver = true;
      state.claimNews.wake();
    });
  while (!sent.isOver) {
    if (isOutdated(d, claim)) controller.abort();
    await state.claimNews.wait();
  }
  if (sent.answer !== undefined) return sent.answer;
  if (controller.signal.aborted) return null;
  throw sent.error;
}

/**
 * A claim that waits while the beats fail, or the agent stops, could be given a job that nobody would run. One for 0 jobs waits in vain once a slot is
 * free. Giving up is safe: what was given in that moment is asked for again, or runs out with its lease.
 */
function isOutdated({ state, board }: ClaimDependencies, claim: ClaimBody): boolean {
  const allowance = claimAllowance({ ...state.facts, heldJobs: board.heldJobs });
  if (state.isOver || !allowance.mayPoll) return true;
  if (claim.max_jobs === 0) return allowance.maxJobs > 0;
  return state.facts.isShuttingDown;
}

function takeIn({ state, board, journal, log }: ClaimDependencies, answer: ClaimAnswer): void {
  journal.closeClaim(answer.jobs);
  // Also when the agent is about to stop: they are this agent's now, and running them is quicker than letting their leases pass.
  for (const job of answer.jobs) board.accept(job);
  for (const order of answer.cancel)
    board.cancel({ jobId: order.job_id, attempt: order.attempt }, order.grace_seconds);
  noteDrain(state, log, answer.drain);
}

async function pause({ state, now }: ClaimDependencies, seconds: number): Promise<void> {
  const until = now() + seconds * 1_000;
  while (!state.isOver && now() < until) await state.claimNews.wait(until - now());
}

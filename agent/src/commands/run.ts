/** Works in the foreground until it is told to stop: the first SIGTERM or SIGINT drains, the second ends at once. */
import { Agent, type AgentEnd } from "../agent";
import type { Settings } from "../config/settings";
import type { ControlPlane } from "../control-plane/client";
import { judgeFailure } from "../control-plane/control-plane-error";
import { CommandError, type ExitCode, exitCodes } from "../exit-code";
import { createMemoryJournal } from "../journal/memory-journal";
import { acquireRunLock } from "../journal/run-lock";
import { createAgentLog } from "../log/agent-log";
import { createHostMetrics } from "../metrics/host-metrics";
import { runProcess } from "../runner/run-process";
import { findScanner, probeTools } from "../scanners/registry";
import { createTargetPolicy } from "../scanners/target-policy";
import { agentVersion } from "../version";
import { openIdentity } from "./open-identity";

const exitCodeOf: Record<AgentEnd, ExitCode> = {
  drained: exitCodes.ok,
  abandoned: exitCodes.jobsAbandoned,
  credential_refused: exitCodes.credentialRefused,
};

export async function run(settings: Settings): Promise<ExitCode> {
  const { identity, controlPlane } = openIdentity(settings);
  const lock = acquireRunLock(settings.data_dir);
  if ("heldBy" in lock)
    throw new CommandError(
      `An agent runs with ${settings.data_dir} already (process ${lock.heldBy}).`,
      exitCodes.wrongState,
    );
  const log = createAgentLog(logFormatOf(settings));
  try {
    const agent = new Agent({
      name: identity.name,
      version: agentVersion,
      dataDir: settings.data_dir,
      capacity: await findCapacity(controlPlane),
      localLimit: settings.max_jobs,
      drainTimeoutSeconds: settings.drain_timeout,
      controlPlane,
      journal: createMemoryJournal(),
      findScanner,
      probeTools,
      policy: createTargetPolicy({ allowCidrs: settings.allow_targets }),
      run: runProcess,
      metrics: createHostMetrics(),
      log,
    });
    const onSignal = createSignalHandler(agent);
    process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
    process.once("exit", () => agent.killNow());
    log.info("agent starts", {
      version: agentVersion,
      agent: identity.agent_id,
      name: identity.name,
      fleet: identity.fleet,
      tier: identity.tier,
      url: identity.url,
    });
    const end = await agent.run();
    log.info("agent has ended", { end });
    return exitCodeOf[end];
  } finally {
    lock.release();
  }
}

function createSignalHandler(agent: Agent): () => void {
  let signals = 0;
  return () => {
    signals += 1;
    if (signals === 1) agent.drain();
    else agent.stop();
  };
}

/** The server's word on how many jobs fit; one until it can be asked, the beats bring the rest. */
async function findCapacity(controlPlane: ControlPlane): Promise<number> {
  try {
    return (await controlPlane.self()).max_concurrent_jobs;
  } catch (error) {
    if (judgeFailure(error) === "unauthenticated")
      throw new CommandError(
        "The control plane does not accept this agent's key. It may have been deleted there; leave and join again.",
        exitCodes.credentialRefused,
      );
    return 1;
  }
}

function logFormatOf({ log_format: format }: Settings): "json" | "text" {
  if (format !== "auto") return format;
  return process.stdout.isTTY ? "text" : "json";
}

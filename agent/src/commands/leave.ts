/**
 * Leaves the fleet: the agent is deleted on the server, then its identity here.
 *
 * Promise: the identity goes only after the server has said yes, or says that the key is dead already; `--force` gives it up without asking.
 */
import type { Settings } from "../config/settings";
import { ControlPlaneError, judgeFailure } from "../control-plane/control-plane-error";
import { CommandError, type ExitCode, exitCodes } from "../exit-code";
import { findRunLockHolder } from "../journal/run-lock";
import { openIdentity } from "./open-identity";
import type { Output } from "./output";

export async function leave(settings: Settings, isForced: boolean, output: Output): Promise<ExitCode> {
  const { identity, store, controlPlane } = openIdentity(settings);
  const pid = findRunLockHolder(settings.data_dir);
  if (pid !== null)
    throw new CommandError(`The agent runs (process ${pid}). Stop it first.`, exitCodes.wrongState);
  try {
    await controlPlane.leave();
  } catch (error) {
    if (judgeFailure(error) === "unauthenticated")
      output.line("The control plane does not know this agent any more.");
    else if (isForced) output.error(`The control plane was not told: ${(error as Error).message}`);
    else throw refusal(error);
  }
  store.remove();
  output.line(`${identity.name} has left ${identity.url}.`);
  return exitCodes.ok;
}

function refusal(error: unknown): CommandError {
  const message = (error as Error).message;
  if (error instanceof ControlPlaneError && error.details.code === "agent_busy")
    return new CommandError(
      `The agent still holds jobs: ${message} Try again when they have ended.`,
      exitCodes.failed,
    );
  return new CommandError(
    `${message} Nothing was changed; --force gives up the identity all the same.`,
    judgeFailure(error) === "retry" ? exitCodes.unreachable : exitCodes.failed,
  );
}

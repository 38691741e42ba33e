/** Who this agent is, whether it runs here, and what the control plane makes of it. */
import type { Settings } from "../config/settings";
import { judgeFailure } from "../control-plane/control-plane-error";
import { type ExitCode, exitCodes } from "../exit-code";
import { findRunLockHolder } from "../journal/run-lock";
import { openIdentity, standingOf } from "./open-identity";
import type { Output } from "./output";

export async function status(settings: Settings, output: Output): Promise<ExitCode> {
  const { identity, controlPlane } = openIdentity(settings);
  const pid = findRunLockHolder(settings.data_dir);
  output.line(`Agent:    ${identity.name} (${identity.agent_id})`);
  output.line(`Server:   ${identity.url}`);
  output.line(`Key:      ${identity.api_key_prefix}…`);
  output.line(`Joined:   ${identity.joined_at}`);
  output.line(`Process:  ${pid === null ? "not running" : `running (${pid})`}`);
  try {
    const self = await controlPlane.self();
    const standing = standingOf({ ...identity, tier: self.tier });
    output.line(`State:    ${self.status}, ${standing}, ${self.max_concurrent_jobs} jobs at once`);
    return exitCodes.ok;
  } catch (error) {
    output.line(`State:    unknown: ${(error as Error).message}`);
    return judgeFailure(error) === "unauthenticated" ? exitCodes.credentialRefused : exitCodes.unreachable;
  }
}

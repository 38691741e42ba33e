/** Says line by line whether this machine can work as an agent; for people before the first run and for monitoring after it. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import type { AgentSelf } from "@/lib/contracts/agent-protocol";
import type { Settings } from "../config/settings";
import { ControlPlaneError, judgeFailure } from "../control-plane/control-plane-error";
import { type ExitCode, exitCodes } from "../exit-code";
import { createFileIdentity, type Identity, identityFileName } from "../journal/file-identity";
import { freeDiskBytes, minFreeDiskBytes } from "../metrics/host-resources";
import { probeTools, scanners } from "../scanners/registry";
import { createTargetPolicy } from "../scanners/target-policy";
import { controlPlaneOf, loadIdentity, standingOf } from "./open-identity";
import type { Output } from "./output";

interface CheckLine {
  name: string;
  isPassed: boolean;
  detail: string;
}

const maxSkewSeconds = 60;

export async function check(settings: Settings, output: Output): Promise<ExitCode> {
  const lines: CheckLine[] = [checkFolder(settings.data_dir)];
  const { identity, line } = checkIdentity(settings);
  lines.push(line);
  if (identity !== null) lines.push(...(await checkControlPlane(identity)));
  lines.push(checkDisk(settings.data_dir), await checkTools(), checkPolicy(settings));
  for (const { name, isPassed, detail } of lines)
    output.line(`${isPassed ? "PASS" : "FAIL"}  ${name.padEnd(13)} ${detail}`);
  return lines.every(({ isPassed }) => isPassed) ? exitCodes.ok : exitCodes.failed;
}

const pass = (name: string, detail: string): CheckLine => ({ name, isPassed: true, detail });
const fail = (name: string, detail: string): CheckLine => ({ name, isPassed: false, detail });

function checkFolder(folder: string): CheckLine {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return pass("data folder", folder);
  } catch (error) {
    return fail("data folder", (error as Error).message);
  }
}

function checkIdentity({ data_dir }: Settings): { identity: Identity | null; line: CheckLine } {
  const file = path.join(data_dir, identityFileName);
  try {
    const identity = loadIdentity(createFileIdentity(data_dir));
    if (identity === null)
      return {
        identity,
        line: fail("identity", "not joined yet: muster-agent join --url URL --token TOKEN"),
      };
    const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0;
    const line =
      (mode & 0o077) === 0
        ? pass("identity", `${identity.name} (${identity.agent_id}) at ${identity.url}`)
        : fail("identity", `${file} can be read by others (mode ${mode.toString(8)}): chmod 600 it`);
    return { identity, line };
  } catch (error) {
    return { identity: null, line: fail("identity", (error as Error).message) };
  }
}

async function checkControlPlane(identity: Identity): Promise<CheckLine[]> {
  const startedAt = Date.now();
  try {
    const self = await controlPlaneOf(identity).self();
    const tookMilliseconds = Date.now() - startedAt;
    return [
      pass("reachability", `${identity.url} answered in ${tookMilliseconds} ms`),
      checkClock(self, startedAt + tookMilliseconds / 2),
      pass(
        "credentials",
        `accepted; ${standingOf({ ...identity, tier: self.tier })}, ${self.status}, ${self.max_concurrent_jobs} jobs at once`,
      ),
    ];
  } catch (error) {
    const message = (error as Error).message;
    const isAnswered = error instanceof ControlPlaneError && error.details.status !== null;
    if (judgeFailure(error) === "unauthenticated")
      return [
        pass("reachability", `${identity.url} answers`),
        fail("credentials", "the key is not accepted"),
      ];
    return [fail("reachability", isAnswered ? `${identity.url}: ${message}` : message)];
  }
}

function checkClock(self: AgentSelf, localAt: number): CheckLine {
  const skewSeconds = (localAt - Date.parse(self.server_time)) / 1_000;
  const detail = `${Math.abs(skewSeconds).toFixed(1)} s ${skewSeconds < 0 ? "behind" : "ahead of"} the control plane`;
  return Math.abs(skewSeconds) <= maxSkewSeconds ? pass("clock", detail) : fail("clock", detail);
}

function checkDisk(folder: string): CheckLine {
  const free = freeDiskBytes(folder);
  if (free === null) return fail("disk", `${folder} cannot be looked at`);
  const detail = `${Math.floor(free / 1_048_576)} MiB free`;
  return free >= minFreeDiskBytes
    ? pass("disk", detail)
    : fail("disk", `${detail}, ${minFreeDiskBytes / 1_048_576} MiB needed`);
}

async function checkTools(): Promise<CheckLine> {
  const tools = await probeTools();
  const found = tools.map(({ name, version }) => `${name} ${version}`).join(", ");
  const missing = scanners.map(({ tool }) => tool).filter((tool) => !tools.some(({ name }) => name === tool));
  const absent = missing.length === 0 ? "" : `; not on this host: ${missing.join(", ")}`;
  return tools.length > 0 ? pass("tools", found + absent) : fail("tools", `none usable${absent}`);
}

function checkPolicy({ allow_targets }: Settings): CheckLine {
  try {
    createTargetPolicy({ allowCidrs: allow_targets });
    const allowed = allow_targets.length === 0 ? "" : `, except ${allow_targets.join(", ")}`;
    return pass(
      "target policy",
      `loopback, private, link-local and metadata addresses are refused${allowed}`,
    );
  } catch (error) {
    return fail("target policy", (error as Error).message);
  }
}

/**
 * Enrols this machine once, with a bootstrap token.
 *
 * Promise: the request and its idempotency key are on disk before it is sent; the same command again after a lost answer becomes the same agent and costs
 * no further use of the token. An identity that exists is never overwritten.
 */
import { createHash, randomUUID } from "node:crypto";
import os from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { type RegisterAnswer, RegisterBody } from "@/lib/contracts/agent-protocol";
import type { Settings } from "../config/settings";
import { ControlPlaneError, judgeFailure, retryAfterOf } from "../control-plane/control-plane-error";
import { backoffSeconds } from "../core/backoff";
import { CommandError, type ExitCode, exitCodes } from "../exit-code";
import { createFileIdentity, type IdentityStore, type OpenJoin } from "../journal/file-identity";
import { probeTools } from "../scanners/registry";
import { agentVersion } from "../version";
import { controlPlaneOf, loadIdentity, standingOf } from "./open-identity";
import type { Output } from "./output";

const tries = 4;
const backoffLimits = { baseSeconds: 0.5, capSeconds: 3 };

export async function join(settings: Settings, output: Output): Promise<ExitCode> {
  const { url, token } = settings;
  if (url === null || token === null)
    throw new CommandError(
      "join needs --url and --token (or MUSTER_AGENT_URL and MUSTER_AGENT_TOKEN).",
      exitCodes.usage,
    );
  const store = createFileIdentity(settings.data_dir);
  const joined = loadIdentity(store);
  if (joined !== null)
    throw new CommandError(
      `This machine has joined ${joined.url} already, as ${joined.name} (${joined.agent_id}). Run "muster-agent leave" first, or choose another --data-dir.`,
      exitCodes.wrongState,
    );
  warnOfPlainHttp(url, output);
  const { join: open, body } = await openJoin(store, settings, token);
  const answer = await register(url, body, open.idempotency_key, () => store.removeJoin());
  const fleet = answer.is_platform_agent ? "platform" : "tenant";
  store.save({
    url,
    agent_id: answer.agent_id,
    api_key: answer.api_key,
    api_key_prefix: answer.api_key_prefix,
    tier: answer.tier,
    fleet,
    name: body.name,
    joined_at: new Date().toISOString(),
  });
  store.removeJoin();
  output.line(`Joined ${url} as ${body.name}, ${standingOf({ fleet, tier: answer.tier })}.`);
  output.line(`Agent id: ${answer.agent_id}`);
  output.line(`Tools:    ${body.tools.map((tool) => tool.name).join(", ") || "none"}`);
  output.line(`Identity: ${settings.data_dir}`);
  output.line("");
  output.line("Next: muster-agent run");
  return exitCodes.ok;
}

async function openJoin(
  store: IdentityStore,
  settings: Settings,
  token: string,
): Promise<{ join: OpenJoin; body: RegisterBody }> {
  const { url, name, region, labels, capabilities, max_jobs } = settings;
  const asked = JSON.stringify([url, token, name, region, labels, capabilities, max_jobs]);
  const requestHash = createHash("sha256").update(asked).digest("hex");
  const open = store.loadJoin();
  if (open?.request_hash === requestHash) {
    // Sent again exactly as it was, whatever the host's tools say by now: only then is it the same request.
    const body = RegisterBody.safeParse({ ...open.body, bootstrap_token: token });
    if (body.success) return { join: open, body: body.data };
  }
  const body = RegisterBody.parse({
    bootstrap_token: token,
    name: name ?? defaultName(),
    hostname: os.hostname().slice(0, 253) || undefined,
    version: agentVersion,
    tools: await probeTools(),
    capabilities,
    region: region ?? undefined,
    labels,
    max_concurrent_jobs: max_jobs ?? 1,
  });
  const { bootstrap_token: _token, ...rest } = body;
  const join = { request_hash: requestHash, idempotency_key: randomUUID(), body: rest };
  store.saveJoin(join);
  return { join, body };
}

async function register(
  url: string,
  body: RegisterBody,
  idempotencyKey: string,
  forget: () => void,
): Promise<RegisterAnswer> {
  const controlPlane = controlPlaneOf({ url, api_key: null, fleet: "platform" });
  for (let failures = 1; ; failures += 1) {
    try {
      return await controlPlane.register(body, idempotencyKey);
    } catch (error) {
      const failure = judgeFailure(error);
      if (failure !== "retry") {
        // Nothing came of it, so nothing has to be continued.
        forget();
        throw refusal(error, url, body.name);
      }
      if (failures >= tries) throw unreachable(error);
      await delay(backoffSeconds(failures, backoffLimits, Math.random, retryAfterOf(error)) * 1_000);
    }
  }
}

function refusal(error: unknown, url: string, name: string): CommandError {
  const details = error instanceof ControlPlaneError ? error.details : null;
  const message = (error as Error).message;
  if (details?.status === 401)
    return new CommandError(
      "The bootstrap token is not accepted: it is wrong, expired, used up or revoked, or it does not fit this host. Ask an admin for a new one.",
      exitCodes.credentialRefused,
    );
  if (details?.code === "name_taken")
    return new CommandError(
      `An agent called ${name} exists already. Choose another --name.`,
      exitCodes.failed,
    );
  if (details?.code === null || details === null)
    return new CommandError(`${url} does not answer like a Muster server: ${message}`, exitCodes.failed);
  return new CommandError(`The control plane refused: ${message}`, exitCodes.failed);
}

function unreachable(error: unknown): CommandError {
  return new CommandError(
    `${(error as Error).message} The same command again continues this join; it does not use the token twice.`,
    exitCodes.unreachable,
  );
}

/** The host's name in the alphabet of agent names. */
function defaultName(): string {
  const name = os
    .hostname()
    .replace(/[^a-z0-9._-]+/gi, "-")
    .slice(0, 64)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/gi, "");
  return name || "agent";
}

function warnOfPlainHttp(url: string, output: Output): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === "http:" && !/^(localhost|127\..*|\[::1\])$/.test(hostname))
    output.error("Warning: the URL is not https, so the agent's key can be read on the way.");
}

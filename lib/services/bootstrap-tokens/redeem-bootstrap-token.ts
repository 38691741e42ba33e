import { createHash } from "node:crypto";
import type pg from "pg";
import type { RegisterAnswer, RegisterBody } from "@/lib/contracts/agent-protocol";
import { insertAgent, isAgentNameTaken } from "@/lib/db/agents/insert-agent";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import {
  findRegistrationAcrossTenants,
  type Registration,
} from "@/lib/db/bootstrap-tokens/find-registration";
import { findTokenSecretAcrossTenants } from "@/lib/db/bootstrap-tokens/find-token-secret";
import { insertRegistrationAcrossTenants } from "@/lib/db/bootstrap-tokens/insert-registration";
import {
  type LockedBootstrapToken,
  lockBootstrapToken,
} from "@/lib/db/bootstrap-tokens/lock-bootstrap-token";
import { spendBootstrapToken } from "@/lib/db/bootstrap-tokens/spend-bootstrap-token";
import { insertEvent } from "@/lib/db/events/insert-event";
import { newId } from "@/lib/db/new-id";
import { takeToken } from "@/lib/db/rate-limits/take-token";
import { transaction } from "@/lib/db/transaction";
import { addressGroup } from "@/lib/domain/access/address-group";
import { isPlatformOwned } from "@/lib/domain/agent/fleet";
import { canonical } from "@/lib/domain/audit/changed-fields";
import { AppError } from "@/lib/domain/errors";
import { parseBootstrapToken } from "@/lib/domain/token/bootstrap-token";
import { type RegistrationRefusal, refuseRegistration } from "@/lib/domain/token/refuse-registration";
import { wake } from "@/lib/live/wake-hub";
import { secretMatches } from "@/lib/secrets/hash-secret";
import { deriveAgentKey } from "@/lib/secrets/new-secret";
import type { Context } from "@/lib/services/context";

/** A fleet may enrol from behind one address. */
const REGISTRATIONS_PER_ADDRESS = { capacity: 600, refillPerSecond: 10 };
/** Refusals of one token that are audited: 20 at once, then one a minute. Whoever knows a prefix cannot fill the log. */
const AUDITED_REFUSALS_PER_TOKEN = { capacity: 20, refillPerSecond: 1 / 60 };
/** Compared with when no token has the prefix, so that both ways do the same work. */
const NO_HASH = "0".repeat(64);

type Outcome = { answer: RegisterAnswer } | { refusal: RegistrationRefusal };

/**
 * Enrols an agent with a bootstrap token. Whose agent it becomes, the platform's or a tenant's own, is the token's to say.
 *
 * Promise: one use makes one agent, in one transaction with its heartbeat row, registration, audit entry and events;
 * however many present a token at once, no more than its uses are let in. The same token, idempotency key and body get
 * the same agent and key again and cost nothing, also when the token has been used up or has ended since, but not once
 * it is revoked. A taken name costs no use.
 * Failure: unknown, wrong, expired, exhausted, revoked and unfitting all get the same `bootstrap_token_refused`; the
 * audit log has the true cause for a token that exists.
 */
export async function redeemBootstrapToken(
  ctx: Context,
  input: { body: RegisterBody; idempotencyKey: string | null },
): Promise<RegisterAnswer> {
  await requireRate(ctx);
  const { bootstrap_token: rawToken, ...body } = input.body;
  const presented = parseBootstrapToken(rawToken);
  const found = await findTokenSecretAcrossTenants(ctx.db, presented?.prefix ?? "");
  const isGenuine = secretMatches(presented?.secret ?? "", found?.secretHash ?? NO_HASH);
  if (!found) {
    ctx.log.info({ ip: ctx.ip }, "registration refused: unknown bootstrap token");
    throw refused();
  }
  const outcome: Outcome = isGenuine
    ? await redeem(ctx, found, body, input.idempotencyKey)
    : { refusal: "wrong_secret" };
  if ("refusal" in outcome) {
    await auditRefusal(ctx, found, outcome.refusal, body.name);
    throw refused();
  }
  wake("events");
  return outcome.answer;
}

type AgentClaim = Omit<RegisterBody, "bootstrap_token">;

async function redeem(
  ctx: Context,
  found: { id: string; tenantId: string },
  body: AgentClaim,
  idempotencyKey: string | null,
): Promise<Outcome> {
  const requestHash = createHash("sha256").update(canonical(body)).digest("hex");
  try {
    return await transaction(ctx.db, async (tx): Promise<Outcome> => {
      const token = await lockBootstrapToken(tx, found.tenantId, found.id);
      if (!token || token.revokedAt !== null) return { refusal: "revoked" };
      if (token.isTenantSuspended) return { refusal: "tenant_suspended" };
      const earlier =
        idempotencyKey === null ? null : await findRegistrationAcrossTenants(tx, token.id, idempotencyKey);
      if (earlier) return { answer: repeat(token, earlier, requestHash) };
      const claim = { ...body, region: body.region ?? null, ip: ctx.ip };
      const refusal = refuseRegistration(token, claim, token.now);
      if (refusal) return { refusal };
      if (!(await spendBootstrapToken(tx, token.tenantId, token.id))) return { refusal: "expired" };
      return { answer: await enrol(tx, ctx, token, body, { idempotencyKey, requestHash }) };
    });
  } catch (error) {
    throw isAgentNameTaken(error) ? nameTaken(body.name) : error;
  }
}

async function enrol(
  tx: pg.PoolClient,
  ctx: Context,
  token: LockedBootstrapToken,
  body: AgentClaim,
  request: { idempotencyKey: string | null; requestHash: string },
): Promise<RegisterAnswer> {
  const agentId = newId();
  const registrationId = newId();
  const key = deriveAgentKey(registrationId);
  const { tenantId, tier } = token;
  await insertAgent(tx, tenantId, {
    id: agentId,
    name: body.name,
    tier,
    tools: body.tools,
    capabilities: body.capabilities,
    region: body.region ?? null,
    labels: body.labels,
    maxConcurrentJobs: body.max_concurrent_jobs,
    version: body.version ?? null,
    hostname: body.hostname ?? null,
    apiKeyPrefix: key.prefix,
    apiKeyHash: key.hash,
  });
  await insertRegistrationAcrossTenants(tx, {
    id: registrationId,
    bootstrapTokenId: token.id,
    agentId,
    ip: ctx.ip,
    ...request,
  });
  const source = { ...ctx, actor: { type: "agent" as const, id: agentId, name: body.name } };
  await insertAuditEntry(tx, source, {
    tenantId,
    action: "agent.registered",
    targetType: "agent",
    targetId: agentId,
    after: { ...body, tier, api_key_prefix: key.prefix, token_prefix: token.tokenPrefix },
  });
  await insertEvent(tx, {
    tenantId,
    type: "agent.created",
    subjectType: "agent",
    subjectId: agentId,
    data: { name: body.name, tier },
  });
  await insertEvent(tx, {
    tenantId,
    type: "bootstrap_token.used",
    subjectType: "bootstrap_token",
    subjectId: token.id,
    data: { agent_id: agentId, agent_name: body.name },
  });
  return answerOf(token, agentId, key);
}

/** The answer of an earlier registration: its key is derived from its id, so it need not be stored to be given again. */
function repeat(token: LockedBootstrapToken, earlier: Registration, requestHash: string): RegisterAnswer {
  if (earlier.requestHash !== requestHash) {
    throw new AppError(
      "idempotency_key_reused",
      "This Idempotency-Key was used with another registration. Use a new key for a new agent.",
    );
  }
  return answerOf(token, earlier.agentId, deriveAgentKey(earlier.id));
}

function answerOf(
  { tenantId, tier }: LockedBootstrapToken,
  agentId: string,
  key: { key: string; prefix: string },
): RegisterAnswer {
  return {
    agent_id: agentId,
    api_key: key.key,
    api_key_prefix: key.prefix,
    tier,
    is_platform_agent: isPlatformOwned(tenantId),
  };
}

async function requireRate(ctx: Context): Promise<void> {
  const grant = await takeToken(
    ctx.db,
    `register:${addressGroup(ctx.ip ?? "unknown")}`,
    REGISTRATIONS_PER_ADDRESS,
  );
  if (grant.allowed) return;
  throw new AppError("rate_limited", "Too many registrations from this address.", {
    retryAfterSeconds: grant.retryAfterSeconds,
    members: { limit: "registrations_per_address" },
  });
}

async function auditRefusal(
  ctx: Context,
  token: { id: string; tenantId: string },
  cause: RegistrationRefusal,
  agentName: string,
): Promise<void> {
  ctx.log.info({ ip: ctx.ip, bootstrap_token_id: token.id, cause }, "registration refused");
  const grant = await takeToken(ctx.db, `register-refused:${token.id}`, AUDITED_REFUSALS_PER_TOKEN);
  if (!grant.allowed) return;
  await insertAuditEntry(ctx.db, ctx, {
    tenantId: token.tenantId,
    action: "bootstrap_token.refused",
    targetType: "bootstrap_token",
    targetId: token.id,
    after: { cause, agent_name: agentName },
  });
}

function refused(): AppError {
  return new AppError(
    "bootstrap_token_refused",
    "This bootstrap token does not let this agent in. Ask whoever gave it to you for a new one.",
  );
}

function nameTaken(name: string): AppError {
  return new AppError(
    "name_taken",
    `Another agent is called ${name}. Join again with --name and another name.`,
    {
      errors: [{ pointer: "/name", message: "is taken by another agent" }],
    },
  );
}

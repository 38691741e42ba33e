import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RegisterBody } from "@/lib/contracts/agent-protocol";
import { CreateBootstrapTokenBody } from "@/lib/contracts/bootstrap-token";
import { listAgentsByKeyAcrossTenants } from "@/lib/db/access/find-agent-by-key";
import { OWN_AGENT_TIER } from "@/lib/domain/agent/fleet";
import { AppError } from "@/lib/domain/errors";
import { parseKey } from "@/lib/domain/token/api-key";
import { secretMatches } from "@/lib/secrets/hash-secret";
import { createBootstrapToken } from "@/lib/services/bootstrap-tokens/create-bootstrap-token";
import { redeemBootstrapToken } from "@/lib/services/bootstrap-tokens/redeem-bootstrap-token";
import { revokeBootstrapToken } from "@/lib/services/bootstrap-tokens/revoke-bootstrap-token";
import type { TenantContext } from "@/lib/services/context";
import { adminContext } from "@/lib/testing/admin-context";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let admin: TenantContext;
let anonymous: TenantContext;
let agentNumber = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = adminContext(database.pool);
});
afterAll(async () => {
  await database?.drop();
});
beforeEach(() => {
  // Each test calls from an address of its own, so that one test's rate does not count against another's.
  anonymous = {
    ...admin,
    ip: `10.0.${++agentNumber >> 8}.${agentNumber & 255}`,
    actor: { type: "system", id: null, name: "anonymous" },
  };
});

async function makeToken(fields: Partial<CreateBootstrapTokenBody> = {}) {
  return await createBootstrapToken(admin, CreateBootstrapTokenBody.parse({ tier: "dedicated", ...fields }));
}

function registration(rawToken: string, fields: Record<string, unknown> = {}): RegisterBody {
  return RegisterBody.parse({ bootstrap_token: rawToken, name: `agent-${++agentNumber}`, ...fields });
}

function redeem(body: RegisterBody, idempotencyKey: string | null = null) {
  return redeemBootstrapToken(anonymous, { body, idempotencyKey });
}

async function refusalOf(attempt: Promise<unknown>): Promise<{ code: string; detail: string }> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return { code: error.code, detail: error.message };
}

async function usesOf(tokenId: string): Promise<number> {
  const { rows } = await database.pool.query("SELECT current_uses FROM bootstrap_tokens WHERE id = $1", [
    tokenId,
  ]);
  return rows[0].current_uses;
}

async function causesOf(tokenId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ cause: string }>(
    `SELECT after ->> 'cause' AS cause FROM audit_log
      WHERE action = 'bootstrap_token.refused' AND target_id = $1 ORDER BY id`,
    [tokenId],
  );
  return rows.map((row) => row.cause);
}

describe("a genuine token", () => {
  test("makes an agent of its tier whose key works, with heartbeat row, audit entry and events", async () => {
    const { token, raw_token } = await makeToken();
    const answer = await redeem(
      registration(raw_token, {
        tools: ["nmap", { name: "sslscan", version: "2.1" }],
        labels: { rack: "7" },
      }),
    );
    expect(answer.tier).toBe("dedicated");
    const key = parseKey(answer.api_key);
    const known = await listAgentsByKeyAcrossTenants(database.pool, [key?.prefix ?? ""]);
    const [row] = known.rows;
    expect(row?.id).toBe(answer.agent_id);
    expect(secretMatches(key?.secret ?? "", row?.keyHash ?? "")).toBe(true);
    const { rows } = await database.pool.query(
      `SELECT a.tools, a.tool_names, a.labels, h.last_seen_at,
              (SELECT array_agg(type ORDER BY id) FROM events WHERE subject_id IN (a.id, $2)) AS events,
              (SELECT actor_type FROM audit_log WHERE action = 'agent.registered' AND target_id = a.id::text) AS actor
         FROM agents a JOIN agent_heartbeats h ON h.agent_id = a.id WHERE a.id = $1`,
      [answer.agent_id, token.id],
    );
    expect(rows).toEqual([
      {
        tools: [
          { name: "nmap", version: "" },
          { name: "sslscan", version: "2.1" },
        ],
        tool_names: ["nmap", "sslscan"],
        labels: { rack: "7" },
        last_seen_at: null,
        events: ["bootstrap_token.created", "agent.created", "bootstrap_token.used"],
        actor: "agent",
      },
    ]);
  });

  test("with one use, presented by 50 at once, registers exactly one", async () => {
    const { token, raw_token } = await makeToken({ max_uses: 1 });
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => redeem(registration(raw_token))),
    );
    const refusals = results.filter((result) => result.status === "rejected");
    expect(refusals).toHaveLength(49);
    expect(refusals.every(({ reason }) => reason.code === "bootstrap_token_refused")).toBe(true);
    expect(await usesOf(token.id)).toBe(1);
    const { rows } = await database.pool.query(
      "SELECT count(*)::integer AS n FROM agent_registrations WHERE bootstrap_token_id = $1",
      [token.id],
    );
    expect(rows[0].n).toBe(1);
  });

  test("keeps its use when the name is taken", async () => {
    const { token, raw_token } = await makeToken({ max_uses: 2 });
    await redeem(registration(raw_token, { name: "twin" }));
    expect((await refusalOf(redeem(registration(raw_token, { name: "twin" })))).code).toBe("name_taken");
    expect(await usesOf(token.id)).toBe(1);
    await redeem(registration(raw_token, { name: "other" }));
    expect(await usesOf(token.id)).toBe(2);
  });
});

describe("a tenant's token", () => {
  const tokenOf = async (tenantId: string) =>
    await createBootstrapToken(
      { ...admin, tenantId },
      CreateBootstrapTokenBody.parse({ tier: OWN_AGENT_TIER }),
    );

  test("makes an agent of that tenant, told apart from a platform agent, with its audit entries in the tenant", async () => {
    const tenant = await createTenant(database.pool);
    const { raw_token, token } = await tokenOf(tenant.id);
    const body = registration(raw_token);
    const answer = await redeem(body, "k1");
    expect(answer).toMatchObject({ is_platform_agent: false, tier: "shared" });
    expect(await redeem(body, "k1")).toEqual(answer);
    const known = await listAgentsByKeyAcrossTenants(database.pool, [parseKey(answer.api_key)?.prefix ?? ""]);
    const [agent] = known.rows;
    expect(agent).toMatchObject({ tenantId: tenant.id, isPlatformAgent: false });
    const { rows } = await database.pool.query<{ action: string }>(
      "SELECT action FROM audit_log WHERE tenant_id = $1 ORDER BY id",
      [tenant.id],
    );
    expect(rows.map((row) => row.action)).toEqual(["bootstrap_token.created", "agent.registered"]);
    const platform = await redeem(registration((await makeToken()).raw_token));
    expect(platform.is_platform_agent).toBe(true);
    expect((await refusalOf(revokeBootstrapToken(admin, token.id))).code).toBe("not_found");
  });

  test("leaves the name free for agents of others", async () => {
    const [one, other] = [await createTenant(database.pool), await createTenant(database.pool)];
    await redeem(registration((await tokenOf(one.id)).raw_token, { name: "same" }));
    await redeem(registration((await tokenOf(other.id)).raw_token, { name: "same" }));
    await redeem(registration((await makeToken()).raw_token, { name: "same" }));
    const refusal = refusalOf(redeem(registration((await tokenOf(one.id)).raw_token, { name: "same" })));
    expect((await refusal).code).toBe("name_taken");
  });

  test("lets nobody in while the tenant is suspended", async () => {
    const tenant = await createTenant(database.pool, { status: "suspended" });
    const { raw_token, token } = await tokenOf(tenant.id);
    expect((await refusalOf(redeem(registration(raw_token)))).code).toBe("bootstrap_token_refused");
    expect(await causesOf(token.id)).toEqual(["tenant_suspended"]);
  });
});

describe("refusals", () => {
  test("of unknown, wrong, expired, exhausted, revoked and unfitting tokens read alike, and the log has the cause", async () => {
    const expired = await makeToken();
    await database.pool.query(
      "UPDATE bootstrap_tokens SET expires_at = now() - interval '1 second' WHERE id = $1",
      [expired.token.id],
    );
    const exhausted = await makeToken();
    await redeem(registration(exhausted.raw_token));
    const revoked = await makeToken();
    await revokeBootstrapToken(admin, revoked.token.id);
    const strict = await makeToken({
      required_tools: ["nmap"],
      required_capabilities: ["gpu"],
      required_region: "eu",
      allowed_cidrs: ["192.0.2.0/24"],
    });
    const good = await makeToken();
    const wrong = `${good.token.token_prefix}.${"0".repeat(26)}`;
    const fits = { tools: ["nmap"], capabilities: ["gpu"], region: "eu" };

    const refusals = await Promise.all([
      refusalOf(redeem(registration("not a token"))),
      refusalOf(redeem(registration(`zzzzzz.${"0".repeat(26)}`))),
      refusalOf(redeem(registration(wrong))),
      refusalOf(redeem(registration(expired.raw_token))),
      refusalOf(redeem(registration(exhausted.raw_token))),
      refusalOf(redeem(registration(revoked.raw_token))),
      refusalOf(redeem(registration(strict.raw_token, { ...fits, tools: [] }))),
      refusalOf(redeem(registration(strict.raw_token, fits))),
    ]);
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
    expect(refusals[0]?.code).toBe("bootstrap_token_refused");

    expect(await causesOf(good.token.id)).toEqual(["wrong_secret"]);
    expect(await causesOf(expired.token.id)).toEqual(["expired"]);
    expect(await causesOf(exhausted.token.id)).toEqual(["exhausted"]);
    expect(await causesOf(revoked.token.id)).toEqual(["revoked"]);
    expect((await causesOf(strict.token.id)).toSorted()).toEqual(["address_not_allowed", "missing_tools"]);
    expect(await usesOf(strict.token.id)).toBe(0);
  });

  test("cannot fill the audit log", async () => {
    const { token } = await makeToken();
    const wrong = `${token.token_prefix}.${"0".repeat(26)}`;
    for (let i = 0; i < 40; i++) await refusalOf(redeem(registration(wrong)));
    expect((await causesOf(token.id)).length).toBeLessThanOrEqual(21);
  });

  test("come with 429 after 600 tries of one address", async () => {
    await database.pool.query(
      `INSERT INTO rate_limits (bucket, tokens, updated_at) VALUES ($1, 0, clock_timestamp() + interval '1 hour')`,
      [`register:${anonymous.ip}`],
    );
    const { raw_token } = await makeToken();
    expect((await refusalOf(redeem(registration(raw_token)))).code).toBe("rate_limited");
  });
});

describe("a repeat with the same Idempotency-Key", () => {
  test("gets the same agent and key and costs no use, even after the token is exhausted and expired", async () => {
    const { token, raw_token } = await makeToken({ max_uses: 1 });
    const body = registration(raw_token, { labels: { a: "1", b: "2" } });
    const first = await redeem(body, "k1");
    await database.pool.query(
      "UPDATE bootstrap_tokens SET expires_at = now() - interval '1 hour' WHERE id = $1",
      [token.id],
    );
    const reordered = { ...body, labels: { b: "2", a: "1" } };
    expect(await redeem(reordered, "k1")).toEqual(first);
    expect(await usesOf(token.id)).toBe(1);
  });

  test("in parallel still makes one agent", async () => {
    const { token, raw_token } = await makeToken({ max_uses: 20 });
    const body = registration(raw_token);
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(body, "k2")));
    expect(new Set(answers.map((answer) => answer.api_key)).size).toBe(1);
    expect(await usesOf(token.id)).toBe(1);
  });

  test("and another body is refused with idempotency_key_reused", async () => {
    const { raw_token } = await makeToken({ max_uses: 5 });
    await redeem(registration(raw_token), "k3");
    expect((await refusalOf(redeem(registration(raw_token), "k3"))).code).toBe("idempotency_key_reused");
  });

  test("is refused once the token is revoked", async () => {
    const { token, raw_token } = await makeToken();
    const body = registration(raw_token);
    await redeem(body, "k4");
    await revokeBootstrapToken(admin, token.id);
    expect((await refusalOf(redeem(body, "k4"))).code).toBe("bootstrap_token_refused");
  });
});

import { SignJWT, UnsecuredJWT } from "jose";
import { encode } from "next-auth/jwt";
import type pg from "pg";
import { sessionCookieName } from "@/lib/auth/cookie-policy";
import { newId } from "@/lib/db/new-id";
import { ADMIN_PERMISSIONS, ROLES, type Role, TENANT_KEY_SCOPES } from "@/lib/domain/access/permissions";
import { derivedKey } from "@/lib/secrets/derived-key";
import { signJobToken } from "@/lib/secrets/job-token";
import { newKey } from "@/lib/secrets/new-secret";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createUser } from "@/lib/testing/factories/create-user";
import { signInAs } from "@/lib/testing/sign-in-as";

/** Somebody who calls, by what they send. */
export interface Caller {
  name: string;
  headers: Record<string, string>;
}

type Agent = Awaited<ReturnType<typeof createAgent>> & { caller: Caller };
export interface RunningJob {
  id: string;
  attempt: number;
  token: Caller;
}

export function withBearer(name: string, token: string): Caller {
  return { name, headers: { authorization: `Bearer ${token}` } };
}

function withCookie(name: string, cookie: string): Caller {
  return { name, headers: { cookie, "sec-fetch-site": "same-origin" } };
}

export async function signedIn(db: pg.Pool, name: string, userId: string): Promise<Caller> {
  return withCookie(name, (await signInAs(db, userId)).cookie);
}

export async function agentWithKey(
  db: pg.Pool,
  options: Parameters<typeof createAgent>[1] = {},
): Promise<Agent> {
  const key = newKey("agent");
  const agent = await createAgent(db, { maxConcurrentJobs: 20, ...options, key });
  return { ...agent, caller: withBearer("an agent's key", key.key) };
}

/** A job that this agent runs, with its token. */
export async function runningJob(
  db: pg.Pool,
  tenantId: string,
  agent: Omit<Agent, "caller">,
  options: { tool?: string; target?: string } = {},
): Promise<RunningJob> {
  const { id } = await createJob(db, tenantId, { status: "running", agent, leaseSeconds: 3600, ...options });
  const token = await signJobToken(
    {
      jobId: id,
      attempt: 1,
      agentId: agent.id,
      tenantId,
      isPlatformAgent: agent.tenantId !== tenantId,
    },
    new Date(),
    inSeconds(3600),
  );
  return { id, attempt: 1, token: withBearer("a job token", token) };
}

export type World = Awaited<ReturnType<typeof makeWorld>>;

/** Two tenants with everything a caller may have or name: the own one, and a foreign one whose every text says so. */
export async function makeWorld(db: pg.Pool) {
  const own = await createTenant(db, { plan: "enterprise", slug: "own" });
  const foreign = await createTenant(db, { plan: "enterprise", slug: "zebra-slug", name: "Zebra name" });
  const roles = Object.fromEntries(
    await Promise.all(
      ROLES.map(async (role) => {
        const person = await createUser(db, { email: `${role}@own.example`, roles: { [own.id]: role } });
        return [role, { ...person, caller: await signedIn(db, `the tenant's ${role}`, person.id) }] as const;
      }),
    ),
  ) as Record<Role, { id: string; email: string; caller: Caller }>;
  const admin = await createUser(db, { email: "admin@platform.example", isPlatformAdmin: true });
  const foreignOwner = await createUser(db, {
    email: "zebra@foreign.example",
    roles: { [foreign.id]: "owner" },
  });
  const both = await createUser(db, { roles: { [own.id]: "owner", [foreign.id]: "viewer" } });
  const agent = await agentWithKey(db, { tier: "premium" });
  const ownAgent = await agentWithKey(db, { tenantId: own.id });
  const foreignAgent = await agentWithKey(db, { tenantId: foreign.id, name: "zebra-agent" });
  const job = await runningJob(db, own.id, agent);
  const ownJob = await runningJob(db, own.id, ownAgent);
  const foreignJob = await runningJob(db, foreign.id, foreignAgent, { target: "https://zebra.example" });
  const ownKey = await createApiKey(db, own.id);
  const foreignKey = await createApiKey(db, foreign.id);
  return {
    own,
    foreign: {
      ...foreign,
      ownerId: foreignOwner.id,
      jobId: foreignJob.id,
      agentId: foreignAgent.id,
      keyId: foreignKey.id,
    },
    /** Nothing of these may ever be in an answer to somebody of the own tenant, nor in any refusal. */
    foreignTexts: [
      foreign.id,
      foreign.slug,
      foreign.name,
      "zebra",
      foreignOwner.id,
      foreignJob.id,
      foreignAgent.id,
      foreignKey.id,
    ],
    roles,
    adminId: admin.id,
    admin: await signedIn(db, "a platform admin", admin.id),
    foreignOwner: await signedIn(db, "the owner of another tenant", foreignOwner.id),
    both: await signedIn(db, "an owner here and viewer there", both.id),
    outsider: await signedIn(db, "a person without a tenant", (await createUser(db)).id),
    agent,
    ownAgent,
    foreignAgent,
    job,
    ownJob,
    foreignJob,
    ownKey: withBearer("a tenant key", ownKey.key),
    foreignKey: withBearer("another tenant's key", foreignKey.key),
    tenantKeys: await narrowKeys(db, own.id, TENANT_KEY_SCOPES),
    adminKey: withBearer("an admin key", (await createApiKey(db, null)).key),
    adminKeys: await narrowKeys(db, null, ADMIN_PERMISSIONS),
    invalid: await invalidCallers(db, own.id),
  };
}

/** The platform has its admin again, and nobody is held back for what came before. */
export async function settleWorld(db: pg.Pool, world: World): Promise<void> {
  await db.query("INSERT INTO platform_admins (user_id) VALUES ($1) ON CONFLICT DO NOTHING", [world.adminId]);
  await db.query("DELETE FROM rate_limits");
}

/** A key for each scope alone. */
async function narrowKeys<T extends string>(db: pg.Pool, tenantId: string | null, scopes: readonly T[]) {
  return await Promise.all(
    scopes.map(async (scope) => {
      const { key } = await createApiKey(db, tenantId, { scopes: [scope] });
      return { scope, caller: withBearer(`a key for ${scope} only`, key) };
    }),
  );
}

/** Everything that looks like a credential and is none. */
async function invalidCallers(db: pg.Pool, tenantId: string): Promise<Caller[]> {
  const person = await createUser(db, { roles: { [tenantId]: "owner" } });
  const disabled = await createUser(db, { roles: { [tenantId]: "owner" } });
  const live = await signInAs(db, person.id);
  const ended = await signInAs(db, person.id);
  const old = await signInAs(db, person.id);
  const shutOut = await signInAs(db, disabled.id);
  const revoke = "UPDATE user_sessions SET revoked_at = now(), revoke_reason = 'test' WHERE id = $1";
  await db.query(revoke, [ended.sessionId]);
  await db.query("UPDATE user_sessions SET expires_at = now() - interval '1 s' WHERE id = $1", [
    old.sessionId,
  ]);
  await db.query("UPDATE users SET disabled_at = now() WHERE id = $1", [disabled.id]);
  const claims = { sub: person.id, sid: live.sessionId };
  const cookie = (value: string) => `${sessionCookieName()}=${value}`;
  const forged = await encode({ token: claims, secret: "another secret of thirty-two characters" });
  return [
    { name: "nobody", headers: {} },
    withBearer("a bearer of nonsense", "nonsense"),
    { name: "a bearer of nothing", headers: { authorization: "Bearer " } },
    { name: "another scheme", headers: { authorization: "Basic YTpi" } },
    {
      name: "a bad bearer beside a good cookie",
      headers: { ...withBearer("", "x").headers, cookie: live.cookie },
    },
    withBearer("a session's cookie as bearer", live.cookie.slice(live.cookie.indexOf("=") + 1)),
    withCookie(
      "a cookie with a bit changed",
      `${live.cookie.slice(0, -3)}${live.cookie.endsWith("AAA") ? "BBB" : "AAA"}`,
    ),
    withCookie("a cookie sealed with another secret", cookie(forged)),
    withCookie(
      "an unsigned cookie",
      cookie(new UnsecuredJWT(claims).setIssuedAt().setExpirationTime("1h").encode()),
    ),
    withCookie("an ended session", ended.cookie),
    withCookie("an expired session", old.cookie),
    withCookie("a disabled person's session", shutOut.cookie),
    ...(await invalidKeys(db, tenantId)),
    ...(await invalidJobTokens(db, tenantId)),
  ];
}

async function invalidKeys(db: pg.Pool, tenantId: string): Promise<Caller[]> {
  const suspended = await createTenant(db, { status: "suspended" });
  const [good, revoked, expired, revokedAdmin, ofSuspended] = await Promise.all(
    [tenantId, tenantId, tenantId, null, suspended.id].map((owner) => createApiKey(db, owner)),
  );
  if (!good || !revoked || !expired || !revokedAdmin || !ofSuspended) throw new Error("no keys");
  await db.query("UPDATE api_keys SET revoked_at = now() WHERE id = ANY ($1)", [
    [revoked.id, revokedAdmin.id],
  ]);
  await db.query("UPDATE api_keys SET expires_at = now() - interval '1 s' WHERE id = $1", [expired.id]);
  const deleted = await agentWithKey(db);
  await db.query("UPDATE agents SET deleted_at = now() WHERE id = $1", [deleted.id]);
  const last = good.key.endsWith("a") ? "b" : "a";
  return [
    withBearer("a key with its last character changed", good.key.slice(0, -1) + last),
    withBearer("an unknown key", newKey("tenant").key),
    withBearer("an unknown agent key", newKey("agent").key),
    withBearer("a revoked key", revoked.key),
    withBearer("an expired key", expired.key),
    withBearer("a revoked admin key", revokedAdmin.key),
    withBearer("a suspended tenant's key", ofSuspended.key),
    { ...deleted.caller, name: "a deleted agent's key" },
  ];
}

async function invalidJobTokens(db: pg.Pool, tenantId: string): Promise<Caller[]> {
  const agent = await agentWithKey(db);
  const { id } = await createJob(db, tenantId, { status: "running", agent, leaseSeconds: 3600 });
  const claims = { jobId: id, attempt: 1, agentId: agent.id, tenantId, isPlatformAgent: true };
  const payload = { att: 1, agt: agent.id, tenant_id: tenantId };
  const token = (audience: string) =>
    new SignJWT(payload).setSubject(id).setAudience(audience).setIssuedAt().setExpirationTime("1h");
  const good = await signJobToken(claims, new Date(), inSeconds(3600));
  const [head = "", body = "", signature = ""] = good.split(".");
  const forgedBody = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(body, "base64url").toString()), sub: newId() }),
  ).toString("base64url");
  const ours = derivedKey("job-token");
  const none = new UnsecuredJWT(payload)
    .setSubject(id)
    .setAudience("muster:job")
    .setExpirationTime("1h")
    .encode();
  return [
    withBearer("an expired job token", await signJobToken(claims, inSeconds(-7200), inSeconds(-3600))),
    withBearer("a job token for another job by hand", `${head}.${forgedBody}.${signature}`),
    withBearer("a job token without signature", `${head}.${body}.`),
    withBearer("a job token of algorithm none", none),
    withBearer(
      "a job token signed with another key",
      await token("muster:job").setProtectedHeader({ alg: "HS256" }).sign(Buffer.alloc(32, 7)),
    ),
    withBearer(
      "a job token of another algorithm",
      await token("muster:job")
        .setProtectedHeader({ alg: "HS512" })
        .sign(Buffer.concat([ours, ours])),
    ),
    withBearer(
      "a token of ours for something else",
      await token("muster:other").setProtectedHeader({ alg: "HS256" }).sign(ours),
    ),
  ];
}

function inSeconds(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000);
}

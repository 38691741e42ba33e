import { gzipSync } from "node:zlib";
import type pg from "pg";
import { insertArchive } from "@/lib/db/archives/insert-archive";
import { newId } from "@/lib/db/new-id";
import { insertOneTimeToken } from "@/lib/db/one-time-tokens/insert-one-time-token";
import { transaction } from "@/lib/db/transaction";
import { newOneTimeToken } from "@/lib/secrets/new-secret";
import { hashPassword } from "@/lib/secrets/password-hash";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { createJob } from "@/lib/testing/factories/create-job";
import { createUser } from "@/lib/testing/factories/create-user";
import { signInAs } from "@/lib/testing/sign-in-as";
import { signedIn, type World } from "./abuse-world";
import type { MakeSample } from "./sample";

const TAR = gzipSync(Buffer.alloc(1024));

const PASSWORD = "correct horse battery staple";
const page = {
  limit: "10",
  cursor: Buffer.from(JSON.stringify("ffffffff-ffff-7fff-bfff-ffffffffffff")).toString("base64url"),
};

export async function storedArchive(db: pg.Pool, tenantId: string): Promise<string> {
  const id = newId();
  const archive = {
    id,
    fileName: "a.tar",
    sha256: "0".repeat(64),
    content: TAR,
    createdBy: "test",
  };
  await transaction(db, (tx) => insertArchive(tx, tenantId, archive));
  return id;
}

async function invitation(
  db: pg.Pool,
  tenantId: string,
  email = `${newId()}@example.com`,
): Promise<{ id: string; token: string }> {
  const { token, hash } = newOneTimeToken();
  const { id } = await insertOneTimeToken(db, {
    purpose: "invitation",
    tokenHash: hash,
    validHours: 1,
    tenantId,
    email,
    role: "viewer",
    createdBy: null,
  });
  return { id, token };
}

const foreignJob = (world: World) => [{ slot: "/path/id", value: world.foreign.jobId }];

const onFinishedJob =
  (query?: Record<string, string>): MakeSample =>
  async (db, world) => {
    const { id } = await createJob(db, world.own.id, { status: "succeeded", agent: world.agent });
    return { caller: world.ownKey, id, ...(query ? { query } : {}), foreign: foreignJob(world) };
  };

const asOwner: MakeSample = async (_db, world) => ({ caller: world.roles.owner.caller });
const asMember: MakeSample = async (_db, world) => ({ caller: world.ownKey });

/** What people of a tenant and their keys call. */
export const TENANT_SAMPLES: Record<string, MakeSample> = {
  submitJob: async (db, world) => ({
    caller: world.ownKey,
    body: {
      tool: "secrets",
      target: await storedArchive(db, world.own.id),
      profile: "standard",
      options: {},
      capabilities: ["egress"],
      region: "eu-1",
      tier: "premium",
      priority: 1,
      timeout_seconds: 60,
      max_attempts: 2,
      selection_mode: "platform_only",
      allow_queue: true,
    },
    foreign: [{ slot: "/target", value: await storedArchive(db, world.foreign.id), status: 422 }],
  }),
  estimateJob: async (_db, world) => ({
    caller: world.ownKey,
    body: {
      tool: "nmap",
      target: "example.com",
      profile: "quick",
      options: {},
      capabilities: ["egress"],
      region: "eu-1",
      tier: "premium",
      priority: 1,
      timeout_seconds: 60,
      max_attempts: 2,
      selection_mode: "any",
      allow_queue: true,
    },
  }),
  listJobs: async (_db, world) => ({
    caller: world.ownKey,
    query: { ...page, status: "active", tool: "nmap", agent_id: world.ownAgent.id, q: "example" },
    foreign: [{ slot: "/query/agent_id", value: world.foreign.agentId, status: 200 }],
  }),
  getJob: onFinishedJob(),
  cancelJob: async (db, world) => {
    const { id } = await createJob(db, world.own.id);
    return { caller: world.ownKey, id, foreign: foreignJob(world) };
  },
  retryJob: onFinishedJob(),
  listAttempts: onFinishedJob(),
  readJobLog: onFinishedJob({ stream: "stderr", attempt: "1", format: "json", from: "0", limit: "100" }),
  listJobFindings: onFinishedJob({
    limit: "10",
    cursor: Buffer.from(JSON.stringify([1, newId()])).toString("base64url"),
    severity: "high",
  }),
  uploadArchive: async (_db, world) => ({
    caller: world.ownKey,
    query: { file_name: "b.tar" },
    bytes: new Uint8Array(TAR),
  }),
  listArchives: async (_db, world) => ({ caller: world.ownKey, query: page }),
  deleteArchive: async (db, world) => ({
    caller: world.ownKey,
    id: await storedArchive(db, world.own.id),
    foreign: [{ slot: "/path/id", value: await storedArchive(db, world.foreign.id) }],
  }),
  getPlatformStats: asMember,
  followTenantEvents: asMember,
  listApiKeys: async (_db, world) => ({ caller: world.roles.owner.caller, query: page }),
  createApiKey: async (_db, world) => ({
    caller: world.roles.owner.caller,
    body: { name: "ci", scopes: ["jobs:read"], expires_in_days: 1 },
  }),
  revokeApiKey: async (db, world) => ({
    caller: world.roles.admin.caller,
    id: (await createApiKey(db, world.own.id)).id,
    foreign: [
      { slot: "/path/id", value: world.foreign.keyId },
      { slot: "/path/id", value: (await createApiKey(db, null)).id },
    ],
  }),
  listMembers: asOwner,
  inviteMember: async (_db, world) => ({
    caller: world.roles.owner.caller,
    body: { email: `${newId()}@example.com`, role: "member" },
  }),
  revokeInvitation: async (db, world) => ({
    caller: world.roles.owner.caller,
    id: (await invitation(db, world.own.id)).id,
    foreign: [{ slot: "/path/id", value: (await invitation(db, world.foreign.id)).id }],
  }),
  updateMember: async (db, world) => ({
    caller: world.roles.owner.caller,
    id: (await createUser(db, { roles: { [world.own.id]: "viewer" } })).id,
    body: { role: "member" },
    foreign: [{ slot: "/path/id", value: world.foreign.ownerId }],
  }),
  removeMember: async (db, world) => ({
    caller: world.roles.owner.caller,
    id: (await createUser(db, { roles: { [world.own.id]: "viewer" } })).id,
    foreign: [{ slot: "/path/id", value: world.foreign.ownerId }],
  }),
  listTenantAuditLog: async (_db, world) => ({
    caller: world.ownKey,
    query: { ...page, action: "job.", actor: "a", target_id: "b" },
  }),
};

/** What a person calls for themselves, and the doors for those without an account. */
export const PERSON_SAMPLES: Record<string, MakeSample> = {
  getAccount: asOwner,
  changePassword: async (db, world) => {
    const roles = { [world.own.id]: "viewer" as const };
    const person = await createUser(db, { passwordHash: await hashPassword(PASSWORD), roles });
    return {
      caller: await signedIn(db, "a person with a password", person.id),
      body: { current_password: PASSWORD, new_password: `${PASSWORD} 2` },
    };
  },
  listSessions: asOwner,
  revokeSession: async (db, world) => ({
    caller: world.roles.viewer.caller,
    id: (await signInAs(db, world.roles.viewer.id)).sessionId,
    foreign: [{ slot: "/path/id", value: (await signInAs(db, world.foreign.ownerId)).sessionId }],
  }),
  acceptInvitation: async (db, world) => {
    const { token } = await invitation(db, world.own.id);
    const withdrawn = await invitation(db, world.foreign.id);
    await db.query("UPDATE one_time_tokens SET revoked_at = now() WHERE id = $1", [withdrawn.id]);
    return {
      caller: { name: "nobody", headers: {} },
      body: { token, name: "New Person", password: PASSWORD },
      foreign: [{ slot: "/token", value: withdrawn.token, status: 401 }],
    };
  },
  checkSetupLink: async (db, world) => {
    await db.query("DELETE FROM platform_admins");
    const { token, hash } = newOneTimeToken();
    await insertOneTimeToken(db, { purpose: "first_admin", tokenHash: hash, validHours: 1 });
    return {
      caller: { name: "nobody", headers: {} },
      body: { token },
      foreign: [{ slot: "/token", value: (await invitation(db, world.foreign.id)).token, status: 401 }],
    };
  },
  completeSetup: async (db, world) => {
    await db.query("DELETE FROM platform_admins");
    const { token, hash } = newOneTimeToken();
    await insertOneTimeToken(db, { purpose: "first_admin", tokenHash: hash, validHours: 1 });
    return {
      caller: { name: "nobody", headers: {} },
      body: { token, email: "first@example.com", name: "First Admin", password: PASSWORD },
      foreign: [{ slot: "/token", value: (await invitation(db, world.foreign.id)).token, status: 401 }],
    };
  },
};

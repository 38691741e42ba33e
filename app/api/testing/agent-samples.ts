import type pg from "pg";
import { env } from "@/lib/config/env";
import { newId } from "@/lib/db/new-id";
import type { Fleet } from "@/lib/domain/agent/fleet";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { newBootstrapToken } from "@/lib/secrets/new-secret";
import { agentWithKey, type Caller, runningJob, type World, withBearer } from "./abuse-world";
import type { MakeSample } from "./sample";
import { storedArchive } from "./tenant-samples";

const NOBODY: Caller = { name: "nobody", headers: {} };
/** Callers of the metrics, who are known by where they call from. */
const METRICS_STRANGERS: readonly Caller[] = [
  NOBODY,
  { name: "another machine", headers: { "x-muster-remote-address": "192.0.2.1" } },
  { name: "one that claims to be this machine", headers: { "x-forwarded-for": "127.0.0.1" } },
];

/** A token of the platform or of a tenant, with uses enough for every try. */
export async function bootstrapToken(
  db: pg.Pool,
  tenantId = SYSTEM_TENANT_ID,
): Promise<{ id: string; rawToken: string }> {
  const id = newId();
  const { rawToken, prefix, hash } = newBootstrapToken();
  await db.query(
    `INSERT INTO bootstrap_tokens (id, tenant_id, token_prefix, secret_hash, tier, expires_at, max_uses, created_by)
     VALUES ($1, $2, $3, $4, 'shared', now() + interval '1 h', 100, 'test')`,
    [id, tenantId, prefix, hash],
  );
  return { id, rawToken };
}

const asNobody: MakeSample = async () => ({ caller: NOBODY });

const registerAgent: Record<string, MakeSample> = {
  registerAgent: async (db) => ({
    caller: NOBODY,
    body: {
      bootstrap_token: (await bootstrapToken(db)).rawToken,
      name: "agent-of-the-registration",
      hostname: "host.example",
      version: "1.0.0",
      tools: [{ name: "nmap", version: "7.95" }],
      capabilities: ["egress"],
      region: "eu-1",
      labels: { rack: "a" },
      max_concurrent_jobs: 2,
    },
  }),
};

const FIGURES = {
  cpu_percent: 1,
  memory_percent: 1,
  disk_read_mbps: 1,
  disk_write_mbps: 1,
  network_rx_mbps: 1,
  network_tx_mbps: 1,
  tools: [{ name: "nmap", version: "7.95" }],
  version: "1.0.0",
};
const STREAM_END = {
  bytes: 0,
  sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
};
const FAILED = {
  attempt: 1,
  status: "failed",
  progress: 50,
  message: "half way",
  exit_code: 1,
  error: "it broke",
  reason: "tool_failed",
  streams: { stdout: STREAM_END, stderr: STREAM_END, system: STREAM_END },
};
const CHUNKS = [
  { stream: "stdout", offset: 0, data: "aGVsbG8=", age_ms: 1 },
  { stream: "stderr", offset: 0, text: "hello", age_ms: 1 },
];

/** What the agents of one fleet call. */
function samplesOf(fleet: Fleet): Record<string, MakeSample> {
  const isPlatform = fleet === "platform";
  const make = (db: pg.Pool, world: World, options = {}) =>
    agentWithKey(db, isPlatform ? options : { ...options, tenantId: world.own.id });
  const agentOf = (world: World) => (isPlatform ? world.agent : world.ownAgent);
  const jobOf = (world: World) => (isPlatform ? world.job : world.ownJob);
  const asAgent: MakeSample = async (db, world) => ({ caller: (await make(db, world)).caller });
  return {
    getAgentSelf: asAgent,
    heartbeat: async (db, world) => {
      const agent = await make(db, world);
      const job = await runningJob(db, world.own.id, agent);
      return {
        caller: agent.caller,
        body: {
          current_jobs: 1,
          running: [{ job_id: job.id, attempt: 1 }],
          ...FIGURES,
        },
        foreign: [{ slot: "/running/0/job_id", value: world.foreign.jobId, status: 200 }],
      };
    },
    syncAgent: async (db, world) => {
      const agent = await make(db, world);
      const job = await runningJob(db, world.own.id, agent);
      return {
        caller: agent.caller,
        body: {
          logs: [{ job_id: job.id, attempt: 1, chunks: CHUNKS }],
          statuses: [{ job_id: job.id, ...FAILED }],
          heartbeat: { current_jobs: 1, running: [{ job_id: job.id, attempt: 1 }], ...FIGURES },
          claim: { max_jobs: 1, wait_seconds: 0, request_id: "request-1" },
        },
        foreign: [
          { slot: "/logs/0/job_id", value: world.foreign.jobId, status: 200 },
          { slot: "/statuses/0/job_id", value: world.foreign.jobId, status: 200 },
          { slot: "/heartbeat/running/0/job_id", value: world.foreign.jobId, status: 200 },
        ],
      };
    },
    claimJobs: async (db, world) => ({
      caller: (await make(db, world, { tools: ["nmap"] })).caller,
      body: { max_jobs: 1, wait_seconds: 0, request_id: "request-1" },
    }),
    reportStatus: async (db, world) => {
      const job = await runningJob(db, world.own.id, agentOf(world));
      return {
        caller: job.token,
        id: job.id,
        body: FAILED,
        foreign: [
          { slot: "/path/id", value: world.foreign.jobId },
          { slot: "/path/id", value: jobOf(world).id },
        ],
      };
    },
    appendLog: async (db, world) => {
      const job = await runningJob(db, world.own.id, agentOf(world));
      return {
        caller: job.token,
        id: job.id,
        body: {
          attempt: 1,
          chunks: CHUNKS,
        },
        foreign: [
          { slot: "/path/id", value: world.foreign.jobId },
          { slot: "/path/id", value: jobOf(world).id },
          { slot: "/path/id", value: world.foreign.jobId, status: 409, caller: agentOf(world).caller },
        ],
      };
    },
    reportFindings: async (db, world) => {
      const job = await runningJob(db, world.own.id, agentOf(world));
      return {
        caller: job.token,
        id: job.id,
        body: {
          attempt: 1,
          findings: [
            {
              rule_id: "missing-hsts",
              title: "No HSTS",
              description: "The site lacks it.",
              severity: "low",
              confidence: "high",
              location: "/",
              rule_key: "key",
              cwe: ["CWE-319"],
              cve: ["CVE-2024-1234"],
              evidence: "HTTP/1.1 200 OK",
              remediation: "Send it.",
              references: ["https://example.com/hsts"],
            },
          ],
        },
        foreign: [
          { slot: "/path/id", value: world.foreign.jobId },
          { slot: "/path/id", value: world.foreign.jobId, status: 409, caller: agentOf(world).caller },
        ],
      };
    },
    downloadArchive: async (db, world) => {
      const target = await storedArchive(db, world.own.id);
      const job = await runningJob(db, world.own.id, agentOf(world), { tool: "secrets", target });
      return { caller: job.token, id: job.id, foreign: [{ slot: "/path/id", value: world.foreign.jobId }] };
    },
    goOffline: asAgent,
    leaveFleet: asAgent,
  };
}

/** What agents call: those of the platform, and tenants' own with the same calls under another prefix. */
export const AGENT_SAMPLES: Record<string, MakeSample> = {
  ...registerAgent,
  ...samplesOf("platform"),
  ...Object.fromEntries(Object.entries(samplesOf("tenant")).map(([id, make]) => [`${id}OfTenant`, make])),
};

/** What machines that are no agents call. */
export const OPERATION_SAMPLES: Record<string, MakeSample> = {
  runQueueMaintenance: async () => ({ caller: withBearer("the scheduler", env().CRON_SECRET ?? "") }),
  healthLive: asNobody,
  healthReady: asNobody,
  getMetrics: async () => ({
    caller: { name: "a program on this machine", headers: { "x-muster-remote-address": "127.0.0.1" } },
    strangers: METRICS_STRANGERS,
  }),
  getOpenApi: asNobody,
};

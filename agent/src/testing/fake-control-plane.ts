/**
 * A control plane in memory for tests of the agent: real HTTP, requests and answers checked with the contracts, and faults on demand.
 *
 * Promise: keeps the protocol's rules that agents rely on: one agent per idempotency key, the same jobs for the same claim id, fencing by attempt, logs by
 * offset. Everything it was asked is in `calls`, in order.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type * as z from "zod";
import {
  type AppendLogBody,
  appendLog,
  type ClaimBody,
  type ClaimedJob,
  claimJobs,
  downloadArchive,
  getAgentSelf,
  goOffline,
  type HeartbeatBody,
  heartbeat,
  leaveFleet,
  type RegisterBody,
  type ReportFindingsBody,
  registerAgent,
  reportFindings,
  reportStatus,
  type StatusBody,
} from "@/lib/contracts/agent-protocol";
import type { AnyContract } from "@/lib/contracts/contract";
import type { ReportedFinding } from "@/lib/contracts/finding";
import * as tenantCalls from "@/lib/contracts/tenant-agent-protocol";
import type { Fleet } from "@/lib/domain/agent/fleet";
import { type LogStream, logStreams } from "../journal/journal";

export type Operation =
  | "registerAgent"
  | "heartbeat"
  | "claimJobs"
  | "reportStatus"
  | "appendLog"
  | "reportFindings"
  | "downloadArchive"
  | "getAgentSelf"
  | "leaveFleet"
  | "goOffline";

/** `lose_answer`: done, but the answer never arrives. `refuse_connection`: not even seen. `busy`: 503. */
export type Fault = "lose_answer" | "refuse_connection" | "busy" | "refuse";

export interface Call {
  operation: Operation;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  body: any;
  jobId: string | null;
  at: number;
  /** 0 when the connection was cut instead. */
  status: number;
}

export interface FakeJob {
  id: string;
  attempt: number;
  status: "queued" | "assigned" | "running" | "succeeded" | "failed" | "cancelled" | "timed_out";
  claimed: ClaimedJob;
  isCancelOrdered: boolean;
  reports: StatusBody[];
  log: Record<LogStream, Buffer>;
  findings: ReportedFinding[];
  end: StatusBody | null;
  leaseEndsAt: number;
}

interface Answer {
  status: number;
  body?: unknown;
  bytes?: Buffer;
}

const platformContracts: AnyContract[] = [
  registerAgent,
  heartbeat,
  claimJobs,
  reportStatus,
  appendLog,
  reportFindings,
  downloadArchive,
  getAgentSelf,
  leaveFleet,
  goOffline,
];
/** The calls of each fleet by what they do; an agent of one has no use for the other's. */
const contractsOf: Record<Fleet, [Operation, AnyContract][]> = {
  platform: platformContracts.map((contract) => [contract.id as Operation, contract]),
  tenant: [
    ["registerAgent", registerAgent],
    ...Object.entries(tenantCalls as Record<string, AnyContract>).map(
      ([name, contract]) => [name as Operation, contract] as [Operation, AnyContract],
    ),
  ],
};

export class FakeControlPlane {
  readonly calls: Call[] = [];
  readonly jobs = new Map<string, FakeJob>();
  readonly bootstrapToken = `abc123.${randomBytes(13).toString("hex")}`;
  readonly registrations = new Map<string, { hash: string; answer: unknown }>();
  readonly names = new Set<string>();
  readonly apiKeys = new Set<string>();
  heartbeatSeconds = 0.1;
  leaseSeconds = 30;
  flushSeconds = 0.05;
  capacity = 4;
  isDrainOrdered = false;
  /** Whose agents join here. */
  fleet: Fleet = "platform";
  archive = Buffer.alloc(0);
  #isDisabled = false;
  readonly #server = http.createServer((request, response) => void this.#serve(request, response));
  readonly #faults: { operation: Operation; fault: Fault; times: number }[] = [];
  readonly #claims = new Map<string, ClaimedJob[]>();
  readonly #waiting = new Set<() => void>();

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#wake();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** An agent's key that is accepted. */
  issueKey(): string {
    const key = `mst_ag_${randomBytes(5).toString("hex")}_${randomBytes(20).toString("hex")}`;
    this.apiKeys.add(key);
    return key;
  }

  submit(job: Partial<ClaimedJob> = {}): FakeJob {
    const id = randomUUID();
    const claimed: ClaimedJob = {
      id,
      attempt: 1,
      lease_expires_at: new Date().toISOString(),
      job_token: `job-token-of-${id}`,
      kind: "scan",
      tool: "scripted",
      target: "http://127.0.0.1/",
      profile: null,
      options: {},
      capabilities: [],
      region: null,
      timeout_seconds: 60,
      tenant_id: randomUUID(),
      archive: null,
      ...job,
    };
    const empty = Buffer.alloc(0);
    const fake: FakeJob = {
      id,
      attempt: claimed.attempt,
      status: "queued",
      claimed,
      isCancelOrdered: false,
      reports: [],
      log: { stdout: empty, stderr: empty, system: empty },
      findings: [],
      end: null,
      leaseEndsAt: 0,
    };
    this.jobs.set(id, fake);
    this.#wake();
    return fake;
  }

  cancel(job: FakeJob): void {
    job.isCancelOrdered = true;
    this.#wake();
  }

  drain(isOrdered: boolean): void {
    this.isDrainOrdered = isOrdered;
    this.#wake();
  }

  disable(isDisabled: boolean): void {
    this.#isDisabled = isDisabled;
    this.#wake();
  }

  /** As if the lease had ended and another agent had the job. */
  giveAway(job: FakeJob): void {
    job.attempt += 1;
  }

  fault(operation: Operation, fault: Fault, times = 1): void {
    this.#faults.push({ operation, fault, times });
  }

  heal(): void {
    this.#faults.length = 0;
  }

  callsOf(operation: Operation): Call[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const found = this.#findContract(request);
    if (found === null) return void response.writeHead(404).end();
    const { operation, contract, jobId } = found;
    const text = Buffer.concat(chunks).toString();
    const call: Call = {
      operation,
      body: text === "" ? null : JSON.parse(text),
      jobId,
      at: performance.now(),
      status: 0,
    };
    this.calls.push(call);
    const fault = this.#takeFault(operation);
    if (fault === "refuse_connection") return void request.socket.destroy();
    const answer =
      fault === "busy"
        ? problem(503, "service_unavailable")
        : fault === "refuse"
          ? problem(422, "invalid_input")
          : await this.#answer(contract, call, request, response);
    if (fault === "lose_answer") return void request.socket.destroy();
    call.status = answer.status;
    if (response.destroyed) return;
    const isProblem = answer.status >= 400;
    response.writeHead(answer.status, {
      "content-type": isProblem ? "application/problem+json" : "application/json",
    });
    response.end(answer.bytes ?? (answer.body === undefined ? "" : JSON.stringify(answer.body)));
  }

  #findContract(
    request: http.IncomingMessage,
  ): { operation: Operation; contract: AnyContract; jobId: string | null } | null {
    for (const [operation, contract] of contractsOf[this.fleet]) {
      if (contract.method !== request.method) continue;
      const pattern = new RegExp(`^${contract.path.replace("{id}", "([^/]+)")}$`);
      const match = pattern.exec(request.url ?? "");
      if (match !== null) return { operation, contract, jobId: match[1] ?? null };
    }
    return null;
  }

  #takeFault(operation: Operation): Fault | null {
    const found = this.#faults.find((fault) => fault.operation === operation && fault.times > 0);
    if (found === undefined) return null;
    found.times -= 1;
    return found.fault;
  }

  async #answer(
    contract: AnyContract,
    call: Call,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<Answer> {
    const credential = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const job = call.jobId === null ? null : (this.jobs.get(call.jobId) ?? null);
    if (call.jobId !== null && job === null) return problem(404, "not_found");
    if (job !== null && credential !== job.claimed.job_token) return problem(401, "unauthenticated");
    if (job === null && contract !== (registerAgent as AnyContract) && !this.apiKeys.has(credential))
      return problem(401, "unauthenticated");
    const parsed = (contract.body as z.ZodType | undefined)?.safeParse(call.body);
    if (parsed?.success === false)
      return problem(422, "invalid_input", {
        errors: parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join("/")}`, message })),
      });
    const answer = await this.#handle(call.operation, parsed?.data, job, request, response);
    if (answer.status < 400 && contract.answer !== undefined)
      return { ...answer, body: contract.answer.parse(answer.body) };
    return answer;
  }

  async #handle(
    operation: Operation,
    body: unknown,
    job: FakeJob | null,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<Answer> {
    if (operation === "registerAgent") return this.#register(body as RegisterBody, request);
    if (operation === "heartbeat") return this.#heartbeat(body as HeartbeatBody);
    if (operation === "claimJobs") return await this.#claim(body as ClaimBody, response);
    if (operation === "getAgentSelf") return this.#self();
    if (operation === "goOffline") return { status: 204 };
    if (operation === "leaveFleet") {
      if ([...this.jobs.values()].some(isLive)) return problem(409, "agent_busy");
      this.apiKeys.clear();
      return { status: 204 };
    }
    if (job === null) return problem(404, "not_found");
    if (operation === "downloadArchive") return { status: 200, bytes: this.archive };
    const { attempt } = body as { attempt: number };
    if (attempt !== job.attempt) return problem(409, "stale_attempt");
    if (operation === "reportStatus") return this.#status(job, body as StatusBody);
    if (operation === "appendLog") return this.#appendLog(job, body as AppendLogBody);
    return this.#findings(job, body as ReportFindingsBody);
  }

  #register(body: RegisterBody, request: http.IncomingMessage): Answer {
    if (body.bootstrap_token !== this.bootstrapToken) return problem(401, "bootstrap_token_refused");
    const idempotencyKey = String(request.headers["idempotency-key"]);
    const hash = createHash("sha256").update(JSON.stringify(body)).digest("hex");
    const known = this.registrations.get(idempotencyKey);
    if (known !== undefined)
      return known.hash === hash
        ? { status: 201, body: known.answer }
        : problem(422, "idempotency_key_reused");
    if (this.names.has(body.name)) return problem(409, "name_taken");
    const apiKey = this.issueKey();
    const answer = {
      agent_id: randomUUID(),
      api_key: apiKey,
      api_key_prefix: apiKey.slice(0, 17),
      tier: "shared",
      is_platform_agent: this.fleet === "platform",
    };
    this.registrations.set(idempotencyKey, { hash, answer });
    this.names.add(body.name);
    return { status: 201, body: answer };
  }

  #self(): Answer {
    const status = this.#isDisabled ? "disabled" : this.isDrainOrdered ? "draining" : "active";
    const body = {
      id: randomUUID(),
      name: "fake",
      tier: "shared",
      status,
      max_concurrent_jobs: this.capacity,
      server_time: new Date().toISOString(),
    };
    return { status: 200, body };
  }

  #heartbeat(body: HeartbeatBody): Answer {
    const leases = [];
    const lost = [];
    for (const ref of body.running ?? []) {
      const job = this.jobs.get(ref.job_id);
      if (job === undefined || job.attempt !== ref.attempt || !isLive(job)) lost.push(ref);
      else leases.push({ ...ref, lease_expires_at: this.#lease(job) });
    }
    const cancel = [...this.jobs.values()]
      .filter((job) => job.isCancelOrdered && isLive(job))
      .map(cancelOrder);
    const answer = {
      server_time: new Date().toISOString(),
      next_heartbeat_seconds: this.heartbeatSeconds,
      leases,
      cancel,
      lost,
      drain: this.isDrainOrdered,
      max_concurrent_jobs: this.capacity,
    };
    return { status: 200, body: answer };
  }

  #lease(job: FakeJob): string {
    job.leaseEndsAt = performance.now() + this.leaseSeconds * 1_000;
    return new Date(Date.now() + this.leaseSeconds * 1_000).toISOString();
  }

  async #claim(body: ClaimBody, response: http.ServerResponse): Promise<Answer> {
    if (this.#isDisabled && body.max_jobs > 0) return problem(403, "agent_disabled");
    const known = body.request_id === undefined ? undefined : this.#claims.get(body.request_id);
    if (known !== undefined)
      return { status: 200, body: { jobs: known, cancel: [], drain: this.isDrainOrdered } };
    const before = [this.isDrainOrdered, this.#isDisabled].join();
    const until = performance.now() + body.wait_seconds * 1_000;
    for (;;) {
      const jobs = this.#assign(body.max_jobs);
      const cancel = [...this.jobs.values()]
        .filter((job) => job.isCancelOrdered && isLive(job))
        .map(cancelOrder);
      const isNews =
        jobs.length > 0 || cancel.length > 0 || before !== [this.isDrainOrdered, this.#isDisabled].join();
      if (isNews || performance.now() >= until || response.destroyed) {
        if (jobs.length > 0 && body.request_id !== undefined) this.#claims.set(body.request_id, jobs);
        return { status: 200, body: { jobs, cancel, drain: this.isDrainOrdered } };
      }
      await this.#waitForNews(until - performance.now(), response);
    }
  }

  #assign(maxJobs: number): ClaimedJob[] {
    const live = [...this.jobs.values()].filter(isLive).length;
    const free = this.isDrainOrdered ? 0 : Math.min(maxJobs, this.capacity - live);
    const queued = [...this.jobs.values()]
      .filter((job) => job.status === "queued")
      .slice(0, Math.max(0, free));
    return queued.map((job) => {
      job.status = "assigned";
      return { ...job.claimed, attempt: job.attempt, lease_expires_at: this.#lease(job) };
    });
  }

  #waitForNews(milliseconds: number, response: http.ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        response.off("close", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#waiting.add(end);
      response.once("close", end);
    });
  }

  #status(job: FakeJob, body: StatusBody): Answer {
    if (body.status === "released" && job.end === null) return this.#release(job, body);
    const isFinal = body.status !== "running" && body.status !== "progress";
    if (job.end !== null) {
      if (JSON.stringify(job.end) !== JSON.stringify(body)) return problem(409, "job_finished");
    } else if (isFinal) {
      job.end = body;
      job.status =
        body.reason === "run_timeout" ? "timed_out" : (body.status as "succeeded" | "failed" | "cancelled");
    } else job.status = "running";
    job.reports.push(body);
    const lease = isLive(job) ? new Date(Date.now() + 1_000).toISOString() : null;
    const answer = {
      job_id: job.id,
      attempt: job.attempt,
      status: job.status,
      cancel: job.isCancelOrdered && isLive(job),
      lease_expires_at: lease,
    };
    return { status: 200, body: answer };
  }

  #release(job: FakeJob, body: StatusBody): Answer {
    const { attempt } = job;
    job.reports.push(body);
    job.status = "queued";
    job.attempt += 1;
    const answer = {
      job_id: job.id,
      attempt,
      status: "released",
      cancel: false,
      lease_expires_at: null,
    };
    return { status: 200, body: answer };
  }

  #appendLog(job: FakeJob, body: AppendLogBody): Answer {
    for (const chunk of body.chunks) {
      const stored = job.log[chunk.stream];
      const bytes = "data" in chunk ? Buffer.from(chunk.data, "base64") : Buffer.from(chunk.text);
      if (chunk.offset > stored.length)
        return problem(409, "log_gap", { stream: chunk.stream, next_offset: stored.length });
      const overlap = stored.subarray(chunk.offset, chunk.offset + bytes.length);
      if (!overlap.equals(bytes.subarray(0, overlap.length))) return problem(409, "log_conflict");
      job.log[chunk.stream] = Buffer.concat([stored, bytes.subarray(overlap.length)]);
    }
    const next_offset = Object.fromEntries(logStreams.map((stream) => [stream, job.log[stream].length]));
    return { status: 200, body: { next_offset, flush_seconds: this.flushSeconds } };
  }

  #findings(job: FakeJob, body: ReportFindingsBody): Answer {
    const known = new Set(job.findings.map(identity));
    const added = body.findings.filter((finding) => !known.has(identity(finding)));
    job.findings.push(...added);
    return { status: 200, body: { accepted: added.length, findings_count: job.findings.length } };
  }
}

function isLive(job: FakeJob): boolean {
  return job.status === "assigned" || job.status === "running";
}

function cancelOrder(job: FakeJob) {
  return { job_id: job.id, attempt: job.attempt, grace_seconds: 1 };
}

function identity(finding: ReportedFinding): string {
  return JSON.stringify([finding.rule_id, finding.location, finding.rule_key]);
}

function problem(status: number, code: string, members: Record<string, unknown> = {}): Answer {
  const body = {
    type: `urn:test:${code}`,
    title: code,
    status,
    code,
    detail: code,
    request_id: "test",
    ...members,
  };
  return { status, body };
}

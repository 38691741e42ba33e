/**
 * The agent's only way to the control plane.
 *
 * Promise: requests and answers have the shapes of the contracts; connections are kept alive and reused; every call ends within its time limit or when its
 * signal aborts; redirects are not followed, because a credential must not travel to another host.
 * Failure: `ControlPlaneError`, always. `judgeFailure` says what it means.
 */
import type * as z from "zod";
import type {
  AgentSelf,
  AppendLogAnswer,
  AppendLogBody,
  ClaimAnswer,
  ClaimBody,
  HeartbeatAnswer,
  HeartbeatBody,
  RegisterAnswer,
  RegisterBody,
  ReportFindingsAnswer,
  ReportFindingsBody,
  StatusAnswer,
  StatusBody,
} from "@/lib/contracts/agent-protocol";
import * as platformCalls from "@/lib/contracts/agent-protocol";
import * as tenantCalls from "@/lib/contracts/tenant-agent-protocol";
import type { Fleet } from "@/lib/domain/agent/fleet";
import { ControlPlaneError } from "./control-plane-error";

export interface JobCredential {
  jobId: string;
  jobToken: string;
}

export interface ControlPlane {
  register(body: RegisterBody, idempotencyKey: string): Promise<RegisterAnswer>;
  self(): Promise<AgentSelf>;
  heartbeat(body: HeartbeatBody): Promise<HeartbeatAnswer>;
  claim(body: ClaimBody, signal: AbortSignal): Promise<ClaimAnswer>;
  reportStatus(job: JobCredential, body: StatusBody): Promise<StatusAnswer>;
  appendLog(job: JobCredential, body: AppendLogBody): Promise<AppendLogAnswer>;
  reportFindings(job: JobCredential, body: ReportFindingsBody): Promise<ReportFindingsAnswer>;
  /** Hands the archive over piece by piece; what `sink` throws comes out unchanged. */
  downloadArchive(
    job: JobCredential,
    sink: (bytes: Uint8Array) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  goOffline(): Promise<void>;
  leave(): Promise<void>;
}

/** The part of a contract that a call needs, typed by its answer. */
interface Operation<Answer> {
  method: string;
  path: string;
  answer?: z.ZodType<Answer>;
}

interface CallOptions {
  credential?: string;
  jobId?: string;
  body?: unknown;
  signal?: AbortSignal;
  timeoutSeconds?: number;
  idempotencyKey?: string;
}

const callSeconds = 15;
/** A beat that takes longer is worth nothing: three of them fit into one lease. */
const heartbeatSeconds = 8;
/** Added to the time that the server may hold a claim. */
const claimExtraSeconds = 10;
const uploadSeconds = 60;
/** The run's own time limit ends a download earlier. */
const downloadSeconds = 3_600;

export function createControlPlane(settings: {
  url: string;
  apiKey: string | null;
  /** Whose agent this is; each fleet has its own calls. Joining is the same for both. */
  fleet: Fleet;
  userAgent: string;
}): ControlPlane {
  const calls = settings.fleet === "tenant" ? tenantCalls : platformCalls;
  const agent = settings.apiKey === null ? {} : { credential: settings.apiKey };
  const ofJob = ({ jobId, jobToken }: JobCredential) => ({ jobId, credential: jobToken });
  const call = async <Answer>(operation: Operation<Answer>, options: CallOptions): Promise<Answer> =>
    await send(settings, operation, options, (response) => readAnswer(operation, response));

  return {
    register: (body, idempotencyKey) => call(platformCalls.registerAgent, { body, idempotencyKey }),
    self: () => call(calls.getAgentSelf, agent),
    heartbeat: (body) => call(calls.heartbeat, { ...agent, body, timeoutSeconds: heartbeatSeconds }),
    claim: (body, signal) =>
      call(calls.claimJobs, {
        ...agent,
        body,
        signal,
        timeoutSeconds: body.wait_seconds + claimExtraSeconds,
      }),
    reportStatus: (job, body) => call(calls.reportStatus, { ...ofJob(job), body }),
    appendLog: (job, body) => call(calls.appendLog, { ...ofJob(job), body, timeoutSeconds: uploadSeconds }),
    reportFindings: (job, body) =>
      call(calls.reportFindings, { ...ofJob(job), body, timeoutSeconds: uploadSeconds }),
    async downloadArchive(job, sink, signal) {
      let sinkFailure: unknown = null;
      const drink = async (response: Response) => {
        for await (const bytes of response.body ?? []) {
          await sink(bytes).catch((error: unknown) => {
            sinkFailure = error;
            throw error;
          });
        }
      };
      try {
        await send(
          settings,
          calls.downloadArchive,
          { ...ofJob(job), signal, timeoutSeconds: downloadSeconds },
          drink,
        );
      } catch (error) {
        throw sinkFailure ?? error;
      }
    },
    goOffline: async () => void (await call(calls.goOffline, { ...agent, timeoutSeconds: 5 })),
    leave: async () => void (await call(calls.leaveFleet, agent)),
  };
}

async function send<Result>(
  { url, userAgent }: { url: string; userAgent: string },
  operation: Operation<unknown>,
  options: CallOptions,
  read: (response: Response) => Promise<Result>,
): Promise<Result> {
  // Not AbortSignal.any: Node 20 keeps each combined signal as long as the agent's own lives.
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, (options.timeoutSeconds ?? callSeconds) * 1_000);
  options.signal?.addEventListener("abort", abort, { once: true });
  if (options.signal?.aborted) abort();
  try {
    const response = await fetch(url + operation.path.replace("{id}", options.jobId ?? ""), {
      method: operation.method,
      headers: headersOf(options, userAgent),
      redirect: "manual",
      signal: controller.signal,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    if (!response.ok) throw await refusalOf(response, url);
    return await read(response);
  } catch (error) {
    if (error instanceof ControlPlaneError) throw error;
    throw new ControlPlaneError(
      controller.signal.aborted && !options.signal?.aborted
        ? `${url} did not answer in time.`
        : `${url} cannot be reached: ${causeOf(error)}.`,
    );
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", abort);
  }
}

function headersOf(options: CallOptions, userAgent: string): Record<string, string> {
  return {
    accept: "application/json",
    "user-agent": userAgent,
    ...(options.body === undefined ? {} : { "content-type": "application/json" }),
    ...(options.credential === undefined ? {} : { authorization: `Bearer ${options.credential}` }),
    ...(options.idempotencyKey === undefined ? {} : { "idempotency-key": options.idempotencyKey }),
  };
}

async function readAnswer<Answer>(operation: Operation<Answer>, response: Response): Promise<Answer> {
  const text = await response.text();
  // An operation without an answer has `Answer` undefined.
  if (operation.answer === undefined) return undefined as Answer;
  const parsed = operation.answer.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ControlPlaneError(
    `${operation.method} ${operation.path} was answered in a form that is not understood.`,
  );
}

async function refusalOf(response: Response, url: string): Promise<ControlPlaneError> {
  const { status } = response;
  const text = await response.text().catch(() => "");
  if (status >= 300 && status < 400) {
    const location = response.headers.get("location") ?? "another place";
    return new ControlPlaneError(`${url} redirects to ${location}; use that address.`, { status });
  }
  const parsed = parseJson(text);
  const problem = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const code = typeof problem.code === "string" ? problem.code : null;
  const detail = typeof problem.detail === "string" ? problem.detail : `The server answered ${status}.`;
  const errors = Array.isArray(problem.errors)
    ? problem.errors.map(
        (error: { pointer?: unknown; message?: unknown }) => ` ${error.pointer}: ${error.message}.`,
      )
    : [];
  const retryAfter = Number.parseFloat(response.headers.get("retry-after") ?? "");
  return new ControlPlaneError(detail + errors.join(""), {
    status,
    code,
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : null,
    problem,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The system's reason ("connect ECONNREFUSED …") lies under fetch's own "fetch failed". */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ((cause as NodeJS.ErrnoException).code ?? cause.name);
}

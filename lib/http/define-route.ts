import * as z from "zod";
import type { ApiRequest } from "@/lib/auth/api-request";
import { authenticate } from "@/lib/auth/authenticate";
import { authorize } from "@/lib/auth/authorize";
import type { AnswerOf, AnyContract, BodyOf, Contract, ParamsOf, QueryOf } from "@/lib/contracts/contract";
import { actorOf, type Principal } from "@/lib/domain/access/principal";
import { AppError } from "@/lib/domain/errors";
import { clientAddress } from "@/lib/http/client-address";
import { JsonAnswer } from "@/lib/http/json-answer";
import { parseJson } from "@/lib/http/parse-json";
import { problemResponse } from "@/lib/http/problem";
import { declaredBytesOf, readBody } from "@/lib/http/read-body";
import { requestIdOf } from "@/lib/http/request-id";
import { queryObject, validate } from "@/lib/http/validate";
import { log } from "@/lib/log";

const BODY_BYTES_MAX = 1024 * 1024;
const NoFields = z.strictObject({});
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;
const BYTES_TYPES = /^application\/(octet-stream|gzip|x-gzip|x-tar|tar)$/;

/** Who and where from, for the services; with the tenant where the route is a tenant's. */
export interface RouteContext {
  actor: ReturnType<typeof actorOf>;
  ip: string | null;
  requestId: string;
  log: typeof log;
  signal: AbortSignal;
}

type CallerOf<C> = C extends Contract<z.ZodType, z.ZodType, z.ZodType, z.ZodType, infer A> ? A : never;
type TenantOf<A> = A extends { kind: "tenant" } ? { tenantId: string } : unknown;
type PrincipalOf<A> = A extends { kind: "agent" }
  ? Extract<Principal, { kind: "agent" }>
  : A extends { kind: "job" }
    ? Extract<Principal, { kind: "job_token" }>
    : A extends { kind: "agent_or_job" }
      ? Extract<Principal, { kind: "agent" | "job_token" }>
      : A extends { kind: "user" }
        ? Extract<Principal, { kind: "user" }>
        : Principal;

export interface RouteInput<C> {
  ctx: RouteContext & TenantOf<CallerOf<C>>;
  principal: PrincipalOf<CallerOf<C>>;
  params: ParamsOf<C>;
  query: QueryOf<C>;
  body: BodyOf<C>;
  /** The raw body of a contract with `bodyKind: "bytes"`; empty otherwise. */
  bytes: Buffer;
  idempotencyKey: string | null;
  request: ApiRequest;
}

export interface RouteOptions<C> {
  /**
   * Asked when the caller is known and before any of the body is read: refuses by throwing, or answers what is to be
   * called when the request has been served. For bodies that are too large to be read from just as many as come.
   */
  admit?: (early: {
    ctx: RouteInput<C>["ctx"];
    /** What the caller says the body's length is; 0 when it says nothing. */
    declaredBytes: number;
  }) => Promise<() => void>;
}

export type RouteHandler = {
  /** As Next calls it. */
  (request: Request, route?: { params: Promise<Record<string, string>> }): Promise<Response>;
  /** As the self-host server calls it. */
  serve(request: ApiRequest, params: Record<string, string>): Promise<Response | JsonAnswer>;
  /** What the route promises; read by the server's route table and by the tests that look at every route. */
  contract: AnyContract;
};

/**
 * The one way in. In this order: request id, who is calling (401), may they (403), the route's gate if it has one (429),
 * body size (413), content type (415), JSON (400), path (404), query, headers and body (422), then the one service; its answer goes out through the
 * contract's schema, so that a new column can never leak. Every refusal is a problem document.
 */
export function defineRoute<C extends AnyContract>(
  contract: C,
  handle: (input: RouteInput<C>) => Promise<AnswerOf<C> | Response | undefined>,
  { admit }: RouteOptions<C> = {},
): RouteHandler {
  const serve: RouteHandler["serve"] = async (request, pathParams) => {
    const requestId = requestIdOf(request);
    const requestLog = log.child({ request_id: requestId, route: contract.id });
    let leave = () => {};
    try {
      const url = new URL(request.url);
      const ip = clientAddress(request);
      const principal = await authenticate(request, contract.access);
      const grant = authorize(request, url, contract.access, principal);
      // The casts are sound: authorize() admits only principals of the contract's access.
      const ctx = {
        actor: actorOf(principal),
        ip,
        requestId,
        log: requestLog,
        signal: request.signal,
        ...grant,
      } as RouteInput<C>["ctx"];
      if (admit) leave = await admit({ ctx, declaredBytes: declaredBytesOf(request) });
      const received = await receive(request, contract);
      const params = readParams(contract, pathParams);
      const query = readQuery(contract, url);
      const headers = readHeaders(contract, request);
      const answer = await handle({
        ctx,
        principal,
        params,
        query,
        body: received.body,
        bytes: received.bytes,
        idempotencyKey: headers["idempotency-key"] ?? null,
        request,
      } as unknown as RouteInput<C>);
      return respond(contract, answer, requestId);
    } catch (error) {
      return problemResponse(error, requestId, requestLog);
    } finally {
      leave();
    }
  };
  const handler = async (request: Request, route?: { params: Promise<Record<string, string>> }) => {
    const answer = await serve(request, (await route?.params) ?? {});
    return answer instanceof JsonAnswer ? answer.toResponse() : answer;
  };
  return Object.assign(handler, { serve, contract: contract as AnyContract });
}

async function receive(
  request: ApiRequest,
  contract: AnyContract,
): Promise<{ body: unknown; bytes: Buffer }> {
  const none = { body: undefined, bytes: Buffer.alloc(0) };
  if (request.method === "GET" || request.method === "HEAD") return none;
  const bytes = await readBody(request, contract.bodyBytesMax ?? BODY_BYTES_MAX);
  const contentType = request.headers.get("content-type") ?? "";
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (bytes.length > 0 && isEncoded(request))
    throw new AppError("unsupported_media_type", "Send the body as it is, without a Content-Encoding.");
  if (contract.bodyKind === "bytes") {
    if (!BYTES_TYPES.test(type))
      throw unsupported("application/octet-stream, application/gzip or application/x-tar");
    return { body: undefined, bytes };
  }
  if (!contract.body && bytes.length === 0) return none;
  if (type !== "application/json") throw unsupported("application/json");
  if (!/^utf-?8$/i.test(CHARSET.exec(contentType)?.[1] ?? "utf-8"))
    throw unsupported("application/json in UTF-8");
  const body = validate(contract.body ?? NoFields, parseJson(bytes));
  return { body: contract.body ? body : undefined, bytes: none.bytes };
}

function isEncoded(request: ApiRequest): boolean {
  const encoding = request.headers.get("content-encoding") ?? "";
  return !/^(identity)?$/i.test(encoding.trim());
}

function unsupported(wanted: string): AppError {
  return new AppError("unsupported_media_type", `Send the body as ${wanted}.`);
}

/** A path that does not even look like an id names nothing: 404, as for an unknown one. */
function readParams(contract: AnyContract, params: Record<string, string>): unknown {
  if (!contract.params) return undefined;
  const result = contract.params.safeParse(params);
  if (!result.success) throw new AppError("not_found", "There is nothing here with that id.");
  return result.data;
}

function readQuery(contract: AnyContract, url: URL): unknown {
  const given = queryObject(url.searchParams);
  // Not the operation's: authorize() has read it, for callers that cannot send a header.
  if (contract.access.kind === "tenant") delete given.tenant;
  const query = validate(contract.query ?? NoFields, given, "/query");
  return contract.query ? query : undefined;
}

function readHeaders(contract: AnyContract, request: ApiRequest): Record<string, string | undefined> {
  if (!contract.headers) return {};
  const given = Object.keys(contract.headers.shape).flatMap((name) => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return validate(contract.headers, Object.fromEntries(given), "/headers") as Record<
    string,
    string | undefined
  >;
}

function respond(contract: AnyContract, answer: unknown, requestId: string): Response | JsonAnswer {
  const headers = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  };
  if (answer instanceof Response) {
    for (const [name, value] of Object.entries(headers)) {
      if (!answer.headers.has(name)) answer.headers.set(name, value);
    }
    return answer;
  }
  if (contract.status === 204 || !contract.answer) return new JsonAnswer(204, headers, null);
  const text = JSON.stringify(contract.answer.parse(answer));
  return new JsonAnswer(contract.status, { ...headers, "content-type": "application/json" }, text);
}

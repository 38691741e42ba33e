/**
 * The API's description in OpenAPI 3.1, made of the contracts that the routes themselves obey.
 *
 * Promise: every contract is in it, with who may call it, what goes in and out, and every refusal with its status.
 * Pure: `problems` (code to status and title) is handed in, because only the HTTP edge knows statuses.
 */
import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type ResponseConfig,
  type RouteConfig,
} from "@asteasolutions/zod-to-openapi";
import * as z from "zod";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import type { Access, AnyContract } from "@/lib/contracts/contract";
import { errorsOf } from "@/lib/contracts/contract-errors";
import { TierSchema } from "@/lib/contracts/field";
import { LogChunkView, readJobLog, WaitingView } from "@/lib/contracts/job";
import { LiveEvent } from "@/lib/contracts/live-event";
import { EXAMPLES } from "@/lib/contracts/openapi-examples";
import { Problem } from "@/lib/contracts/problem";
import type { ErrorCode } from "@/lib/domain/errors";

export type ProblemKinds = Record<ErrorCode, { status: number; title: string }>;
export type OpenApiDocument = ReturnType<OpenApiGeneratorV31["generateDocument"]>;

export const API_VERSION = "1.0.0";

const SCHEMES = {
  session: {
    type: "apiKey",
    in: "cookie",
    name: "muster.session",
    description:
      "A signed-in person; over https the cookie is called __Host-muster.session. Changes must come from the console's own pages.",
  },
  tenantKey: {
    type: "http",
    scheme: "bearer",
    description: "A tenant's API key, mst_tk_…; limited to its scopes.",
  },
  adminKey: {
    type: "http",
    scheme: "bearer",
    description: "An admin API key, mst_ak_…; limited to its scopes.",
  },
  agentKey: {
    type: "http",
    scheme: "bearer",
    description: "An agent's key, mst_ag_…, given at registration.",
  },
  jobToken: {
    type: "http",
    scheme: "bearer",
    description: "The token of one attempt of one job, given with the claim.",
  },
  cronSecret: { type: "http", scheme: "bearer", description: "CRON_SECRET of the installation." },
} as const;

const TenantHeader = z.object({
  "x-tenant": z
    .string()
    .optional()
    .meta({ description: "Slug of the tenant; needed with a session whose person belongs to several" }),
});

/**
 * Named before any use: event streams carry the last two, which no JSON answer holds, and of the others the generator
 * would take a first use that may be null for the shape itself.
 */
const NAMED = [TierSchema, WaitingView, LogChunkView.meta({ id: "LogChunk" }), LiveEvent].map(
  (schema) => ({ type: "schema", schema }) as const,
);

export function buildOpenApi(problems: ProblemKinds): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  for (const [name, scheme] of Object.entries(SCHEMES))
    registry.registerComponent("securitySchemes", name, scheme);
  for (const code of new Set(ALL_CONTRACTS.flatMap(errorsOf))) {
    registry.registerComponent("examples", `problem_${code}`, { value: problemExample(code, problems) });
  }
  for (const contract of ALL_CONTRACTS) registry.registerPath(operation(contract, problems));
  const document = new OpenApiGeneratorV31([...NAMED, ...registry.definitions]).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Muster API",
      version: API_VERSION,
      description:
        "JSON in snake_case, times in RFC 3339 UTC, ids are UUID v7, lists are `{items, next_cursor}`. Every refusal is a problem document (RFC 9457) with a stable `code`. Whatever the operation, what is not sent as it should be can also get 400 `malformed_request`, 405 `method_not_allowed`, 408 `request_timeout` (a body that takes over 30 s), 417 `expectation_failed` and 431 `headers_too_large`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(ALL_CONTRACTS.map((contract) => contract.tag))].map((name) => ({ name })),
  });
  return JSON.parse(JSON.stringify(document, withPlainPattern)) as OpenApiDocument;
}

/** The generator leaves a regular expression's `u` flag in its text; JSON Schema's patterns are Unicode without it. */
function withPlainPattern(key: string, value: unknown): unknown {
  return key === "pattern" && typeof value === "string" ? value.replace(/\/u$/, "") : value;
}

function operation(contract: AnyContract, problems: ProblemKinds): RouteConfig {
  const headers =
    contract.access.kind === "tenant" ? TenantHeader.extend(contract.headers?.shape ?? {}) : contract.headers;
  const body = requestBody(contract);
  return {
    operationId: contract.id,
    method: contract.method.toLowerCase() as RouteConfig["method"],
    path: contract.path,
    summary: contract.summary,
    ...(contract.description ? { description: contract.description } : {}),
    tags: [contract.tag],
    security: securityOf(contract.access),
    request: {
      ...(contract.params ? { params: contract.params as z.ZodObject } : {}),
      ...(contract.query ? { query: contract.query as z.ZodObject } : {}),
      ...(headers ? { headers } : {}),
      ...(body ? { body } : {}),
    },
    responses: { [contract.status]: success(contract), ...refusals(contract, problems) },
  };
}

function securityOf(access: Access): Record<string, string[]>[] {
  switch (access.kind) {
    case "tenant":
      return [{ session: [] }, { tenantKey: [access.permission] }];
    case "admin":
      return [{ session: [] }, { adminKey: [access.permission] }];
    case "user":
      return [{ session: [] }];
    case "agent":
      return [{ agentKey: [] }];
    case "job":
      return [{ jobToken: [] }];
    case "agent_or_job":
      return [{ agentKey: [] }, { jobToken: [] }];
    case "cron":
      return [{ cronSecret: [] }];
    case "public":
      return [];
  }
}

const ANY_BYTES = {};

function requestBody(contract: AnyContract) {
  if (contract.bodyKind === "bytes") {
    const content = { schema: ANY_BYTES };
    return {
      required: true,
      content: {
        "application/gzip": content,
        "application/x-tar": content,
        "application/octet-stream": content,
      },
    };
  }
  if (!contract.body) return undefined;
  const example = EXAMPLES[contract.id]?.body;
  return {
    required: true,
    content: { "application/json": { schema: contract.body, ...(example === undefined ? {} : { example }) } },
  };
}

function success(contract: AnyContract): ResponseConfig {
  const bytes = { "application/octet-stream": { schema: ANY_BYTES } };
  const events = { "text/event-stream": { schema: { type: "string" as const } } };
  switch (contract.answerKind ?? "json") {
    case "empty":
      return { description: "Done" };
    case "bytes":
      return { description: "The bytes", content: bytes };
    case "event_stream":
      return {
        description: "A stream that begins with `ready`; the `data` of the rest are LiveEvents",
        content: events,
      };
    case "text":
      return { description: "Text", content: { "text/plain": { schema: { type: "string" } } } };
    case "json": {
      const example = EXAMPLES[contract.id]?.answer;
      const json = { schema: contract.answer ?? ANY_BYTES, ...(example === undefined ? {} : { example }) };
      const content = { "application/json": json };
      return {
        description: contract.status === 201 ? "Created" : "OK",
        content: contract.id === readJobLog.id ? { ...content, ...bytes, ...events } : content,
      };
    }
  }
}

/** One response a status, which names its codes and shows each. */
function refusals(contract: AnyContract, problems: ProblemKinds): Record<string, ResponseConfig> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(contract)) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join("; "),
          content: {
            "application/problem+json": {
              schema: Problem,
              examples: Object.fromEntries(
                codes.map((code) => [code, { $ref: `#/components/examples/problem_${code}` }]),
              ),
            },
          },
        },
      ]),
  );
}

function problemExample(code: ErrorCode, problems: ProblemKinds) {
  const { status, title } = problems[code];
  const request_id = "6f1c2b1e-8f0a-4a6e-9d57-3f2f4be0c1aa";
  return { type: `urn:muster:problem:${code}`, title, status, code, detail: `${title}.`, request_id };
}

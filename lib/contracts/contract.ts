import type * as z from "zod";
import type { AdminPermission, TenantPermission } from "@/lib/domain/access/permissions";
import type { Fleet } from "@/lib/domain/agent/fleet";
import type { ErrorCode } from "@/lib/domain/errors";

/** An agent's credential, or that of one of its jobs. */
export interface AgentAccess {
  kind: "agent" | "job" | "agent_or_job";
  fleet: Fleet;
}

/**
 * Who may call a route. Every contract has exactly one of these; there is no default.
 * - `tenant`: a member's session whose role has the permission, or a tenant key with that scope.
 * - `admin`: a platform admin's session, or an admin key with that scope.
 * - `user`: any signed-in person.
 * - `agent`: an enrolled agent's key. `job`: a job token. `agent_or_job`: either; the service fences by attempt. Each
 *   only for agents of the contract's fleet.
 * - `cron`: the cron secret. `public`: anyone, with the reason why that is safe.
 */
export type Access =
  | { kind: "tenant"; permission: TenantPermission }
  | { kind: "admin"; permission: AdminPermission }
  | { kind: "user" }
  | AgentAccess
  | { kind: "cron" }
  | { kind: "public"; reason: string };

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What is sent in place of JSON. */
export type BodyKind = "json" | "bytes";
export type AnswerKind = "json" | "bytes" | "event_stream" | "text" | "empty";

/**
 * One operation of the API: the single source of its validation, its OpenAPI entry, its typed client and its access rule.
 * `path` is written as in OpenAPI: `/api/v1/platform-jobs/{id}`.
 */
export interface Contract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
  Caller extends Access = Access,
> {
  id: string;
  method: Method;
  /** It changes nothing, although what it asks is too long for an address and so is posted. */
  isRead?: true;
  path: string;
  summary: string;
  description?: string;
  tag: string;
  access: Caller;
  params?: Params;
  query?: Query;
  /** Optional request headers that carry meaning, by lower-case name. */
  headers?: z.ZodObject;
  body?: Body;
  bodyKind?: BodyKind;
  /** Largest accepted body in bytes. Default 1 MiB. */
  bodyBytesMax?: number;
  answer?: Answer;
  answerKind?: AnswerKind;
  status: 200 | 201 | 202 | 204;
  /** Refusals beyond those every route can give. */
  errors?: readonly ErrorCode[];
}

export type AnyContract = Contract;

/** Keeps the literal types of a contract; those of its place let the browser name it without its schemas. */
export function defineContract<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  const Caller extends Access,
  const Id extends string,
  const Verb extends Method,
  const Path extends string,
>(
  contract: Contract<Params, Query, Body, Answer, Caller> & { id: Id; method: Verb; path: Path },
): Contract<Params, Query, Body, Answer, Caller> & { id: Id; method: Verb; path: Path } {
  return contract;
}

/** What a schema yields; undefined where a contract has none. */
type Output<T> = z.ZodType extends T ? undefined : T extends z.ZodType ? z.output<T> : undefined;
type Input<T> = z.ZodType extends T ? undefined : T extends z.ZodType ? z.input<T> : undefined;

// biome-ignore-start lint/suspicious/noExplicitAny: any is the wildcard in the positions that are not inferred
export type ParamsOf<C> = C extends Contract<infer P, any, any, any, any> ? Output<P> : never;
export type QueryOf<C> = C extends Contract<any, infer Q, any, any, any> ? Output<Q> : never;
export type QueryInputOf<C> = C extends Contract<any, infer Q, any, any, any> ? Input<Q> : never;
export type BodyOf<C> = C extends Contract<any, any, infer B, any, any> ? Output<B> : never;
export type BodyInputOf<C> = C extends Contract<any, any, infer B, any, any> ? Input<B> : never;
export type AnswerOf<C> = C extends Contract<any, any, any, infer A, any> ? Output<A> : never;
// biome-ignore-end lint/suspicious/noExplicitAny: as above

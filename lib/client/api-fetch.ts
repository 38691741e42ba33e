import { ApiError } from "@/lib/client/api-error";
import type { AnswerOf, AnyContract, BodyInputOf, ParamsOf, QueryInputOf } from "@/lib/contracts/contract";
import type { Problem } from "@/lib/contracts/problem";

type Part<Name extends string, T> = [T] extends [undefined]
  ? { [K in Name]?: undefined }
  : { [K in Name]: T };

export type CallInput<C> = Part<"params", ParamsOf<C>> &
  ([QueryInputOf<C>] extends [undefined] ? { query?: undefined } : { query?: QueryInputOf<C> }) &
  Part<"body", BodyInputOf<C>> & {
    /** Slug of the tenant acted in; needed for tenant routes. */
    tenant?: string;
    idempotencyKey?: string;
    signal?: AbortSignal;
  };

/** Calls an operation of the API from the console. Types, path and method come from the contract. Throws `ApiError`. */
export async function apiFetch<C extends AnyContract>(
  contract: C,
  input: CallInput<C>,
): Promise<AnswerOf<C>> {
  const headers: Record<string, string> = {};
  if (input.tenant) headers["x-tenant"] = input.tenant;
  if (input.idempotencyKey) headers["idempotency-key"] = input.idempotencyKey;
  if (input.body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(apiPath(contract, input.params, input.query), {
      method: contract.method,
      headers,
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      ...(input.signal ? { signal: input.signal } : {}),
    });
  } catch (error) {
    if (input.signal?.aborted) throw error;
    throw new ApiError("The server cannot be reached. Check your connection and try again.", null);
  }
  if (!response.ok) throw await toApiError(response);
  return (response.status === 204 ? undefined : await response.json()) as AnswerOf<C>;
}

/** The URL of an operation, with its path parameters and query filled in. */
export function apiPath(contract: AnyContract, params: unknown, query?: unknown): string {
  const path = contract.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown> | undefined)?.[name] ?? "")),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

export async function toApiError(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("retry-after"));
  const problem = (await response.json().catch(() => null)) as Problem | null;
  const message = problem?.detail ?? `The server answered ${response.status}.`;
  return new ApiError(message, problem, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null);
}

import { ApiError } from "@/lib/client/api-error";
import type { ContractOf, Operation } from "@/lib/client/operation";
import type { AnswerOf, BodyInputOf, ParamsOf, QueryInputOf } from "@/lib/contracts/contract";
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

/** Calls an operation of the API from the console. Types, path and method are the contract's. Throws `ApiError`. */
export async function apiFetch<O extends Operation>(
  operation: O,
  input: CallInput<ContractOf<O>>,
): Promise<AnswerOf<ContractOf<O>>> {
  const headers: Record<string, string> = {};
  if (input.tenant) headers["x-tenant"] = input.tenant;
  if (input.idempotencyKey) headers["idempotency-key"] = input.idempotencyKey;
  if (input.body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(apiPath(operation, input.params, input.query), {
      method: operation.method,
      headers,
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      ...(input.signal ? { signal: input.signal } : {}),
    });
  } catch (error) {
    if (input.signal?.aborted) throw error;
    throw new ApiError("The server cannot be reached. Check your connection and try again.", null);
  }
  if (!response.ok) throw await toApiError(response);
  return (response.status === 204 ? undefined : await response.json()) as AnswerOf<ContractOf<O>>;
}

/** The URL of an operation, with its path parameters and query filled in. */
export function apiPath(operation: Pick<Operation, "path">, params: unknown, query?: unknown): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
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

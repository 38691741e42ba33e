import { randomUUID } from "node:crypto";
import type { ApiRequest } from "@/lib/auth/api-request";

/** The caller's `X-Request-Id` when it is harmless, else a new one. It comes back in the answer, the logs and problems. */
export function requestIdOf(request: ApiRequest): string {
  const given = request.headers.get("x-request-id");
  return given !== null && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
}

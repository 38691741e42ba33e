import type { ApiRequest } from "@/lib/auth/api-request";
import { AppError } from "@/lib/domain/errors";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A session cookie is sent by the browser whoever asks, so a change must come from our own pages:
 * `Sec-Fetch-Site: same-origin`, or an `Origin` of our own host. A request with neither is refused.
 */
export function requireSameOrigin(request: ApiRequest): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  if (site === "same-origin") return;
  const origin = request.headers.get("origin");
  if (site === null && origin !== null && hostOf(origin) === request.headers.get("host")) return;
  throw new AppError(
    "cross_site_request",
    "A change by session must come from the console itself. Use an API key elsewhere.",
  );
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

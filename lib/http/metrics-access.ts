import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiRequest } from "@/lib/auth/api-request";
import { env } from "@/lib/config/env";
import { AppError } from "@/lib/domain/errors";
import { clientAddress } from "@/lib/http/client-address";

/** With METRICS_TOKEN set, only who sends it; without it, only a caller on this machine. Throws `unauthenticated`. */
export function requireMetricsAccess(request: ApiRequest, token = env().METRICS_TOKEN): void {
  const isAllowed = token === undefined ? isLoopback(clientAddress(request)) : sends(request, token);
  if (!isAllowed) throw new AppError("unauthenticated", "Metrics need METRICS_TOKEN as a Bearer token.");
}

function sends(request: ApiRequest, token: string): boolean {
  const given = request.headers.get("authorization") ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(`Bearer ${token}`));
}

function isLoopback(address: string | null): boolean {
  return address !== null && (address === "::1" || /^127(\.\d{1,3}){3}$/.test(address));
}

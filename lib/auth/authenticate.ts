import { agentPrincipal } from "@/lib/auth/agent-principal";
import { apiKeyPrincipal } from "@/lib/auth/api-key-principal";
import type { ApiRequest } from "@/lib/auth/api-request";
import { isCronSecret } from "@/lib/auth/cron-secret";
import { sessionPrincipal } from "@/lib/auth/session-principal";
import type { Access } from "@/lib/contracts/contract";
import { pool } from "@/lib/db/pool";
import type { Principal } from "@/lib/domain/access/principal";
import { AppError } from "@/lib/domain/errors";
import { parseKey } from "@/lib/domain/token/api-key";
import { verifyJobToken } from "@/lib/secrets/job-token";

const ANONYMOUS: Principal = { kind: "anonymous" };

/**
 * Who is calling. An `Authorization` header decides alone: if it is there and wrong, a session cookie beside it
 * does not help. 401 unless the route is public.
 */
export async function authenticate(request: ApiRequest, access: Access): Promise<Principal> {
  const header = request.headers.get("authorization");
  if (access.kind === "public") {
    // A public route may still want to know a signed-in person, e.g. to accept an invitation.
    return header === null ? ((await sessionPrincipal(request)) ?? ANONYMOUS) : ANONYMOUS;
  }
  const principal = header === null ? await sessionPrincipal(request) : await bearerPrincipal(header, access);
  if (principal === null) {
    throw new AppError("unauthenticated", "Send a valid credential: `Authorization: Bearer …`, or sign in.");
  }
  return principal;
}

async function bearerPrincipal(header: string, access: Access): Promise<Principal | null> {
  const token = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(header)?.[1];
  if (!token) return null;
  if (access.kind === "cron") return isCronSecret(token) ? { kind: "cron" } : null;
  const key = parseKey(token);
  if (key)
    return key.kind === "agent"
      ? await agentPrincipal(pool("beats"), key)
      : await apiKeyPrincipal(pool(), key);
  const claims = await verifyJobToken(token);
  return claims ? { kind: "job_token", ...claims } : null;
}

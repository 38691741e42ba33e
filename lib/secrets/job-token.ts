import { jwtVerify, SignJWT } from "jose";
import { derivedKey } from "@/lib/secrets/derived-key";

/** What a job token says: this bearer runs this attempt of this job. Good for nothing else. */
export interface JobTokenClaims {
  jobId: string;
  attempt: number;
  agentId: string;
  tenantId: string;
  /** Whether the agent is the platform's; a token that says nothing of it is such an agent's. */
  isPlatformAgent: boolean;
}

const AUDIENCE = "muster:job";

/**
 * Signs a token. Deterministic for the same claims, issue time and expiry, so that a repeated claim gets the same answer.
 * `issuedAt` and `expiresAt` come from the database's clock.
 */
export async function signJobToken(claims: JobTokenClaims, issuedAt: Date, expiresAt: Date): Promise<string> {
  const own = claims.isPlatformAgent ? {} : { own: true };
  return await new SignJWT({ att: claims.attempt, agt: claims.agentId, tenant_id: claims.tenantId, ...own })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(claims.jobId)
    .setAudience(AUDIENCE)
    .setIssuedAt(Math.floor(issuedAt.getTime() / 1000))
    .setExpirationTime(Math.ceil(expiresAt.getTime() / 1000))
    .sign(derivedKey("job-token"));
}

/** The claims of a genuine, unexpired job token; null for anything else. Whether the attempt is current is the database's to say. */
export async function verifyJobToken(token: string): Promise<JobTokenClaims | null> {
  if (token.length > 2_000) return null;
  try {
    const { payload } = await jwtVerify(token, derivedKey("job-token"), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      // A job token is judged again by the database at every use; clocks may differ a little.
      clockTolerance: 5,
    });
    const { sub, att, agt, tenant_id: tenantId, own } = payload;
    if (typeof sub !== "string" || typeof att !== "number") return null;
    if (typeof agt !== "string" || typeof tenantId !== "string") return null;
    return { jobId: sub, attempt: att, agentId: agt, tenantId, isPlatformAgent: own !== true };
  } catch {
    return null;
  }
}

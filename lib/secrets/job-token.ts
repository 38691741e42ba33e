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
/** A job token is judged again by the database at every use; clocks may differ a little. */
const TOLERANCE_SECONDS = 5;

/** Genuine tokens that this process has given out or seen, so that each need be proven once. */
const genuine = new Map<string, { claims: JobTokenClaims; expiresAtSeconds: number }>();
const GENUINE_MAX = 10_000;

/** Imported once: from its bytes it would be for each token, which takes as long as to sign it. */
let imported: Promise<CryptoKey> | undefined;
function signingKey(): Promise<CryptoKey> {
  const uses = { name: "HMAC", hash: "SHA-256" };
  imported ??= crypto.subtle.importKey("raw", new Uint8Array(derivedKey("job-token")), uses, false, [
    "sign",
    "verify",
  ]);
  return imported;
}

/**
 * Signs a token. Deterministic for the same claims, issue time and expiry, so that a repeated claim gets the same answer.
 * `issuedAt` and `expiresAt` come from the database's clock.
 */
export async function signJobToken(claims: JobTokenClaims, issuedAt: Date, expiresAt: Date): Promise<string> {
  const own = claims.isPlatformAgent ? {} : { own: true };
  const expiresAtSeconds = Math.ceil(expiresAt.getTime() / 1000);
  const token = await new SignJWT({
    att: claims.attempt,
    agt: claims.agentId,
    tenant_id: claims.tenantId,
    ...own,
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(claims.jobId)
    .setAudience(AUDIENCE)
    .setIssuedAt(Math.floor(issuedAt.getTime() / 1000))
    .setExpirationTime(expiresAtSeconds)
    .sign(await signingKey());
  keep(token, claims, expiresAtSeconds);
  return token;
}

/** The claims of a genuine, unexpired job token; null for anything else. Whether the attempt is current is the database's to say. */
export async function verifyJobToken(token: string): Promise<JobTokenClaims | null> {
  if (token.length > 2_000) return null;
  const known = genuine.get(token);
  if (known && Date.now() / 1000 < known.expiresAtSeconds) return known.claims;
  try {
    const { payload } = await jwtVerify(token, await signingKey(), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ["exp"],
    });
    const { sub, att, agt, tenant_id: tenantId, own, exp } = payload;
    if (typeof sub !== "string" || typeof att !== "number" || exp === undefined) return null;
    if (typeof agt !== "string" || typeof tenantId !== "string") return null;
    const claims = { jobId: sub, attempt: att, agentId: agt, tenantId, isPlatformAgent: own !== true };
    keep(token, claims, exp);
    return claims;
  } catch {
    return null;
  }
}

function keep(token: string, claims: JobTokenClaims, expiresAtSeconds: number): void {
  genuine.delete(token);
  genuine.set(token, { claims, expiresAtSeconds });
  if (genuine.size <= GENUINE_MAX) return;
  const [oldest] = genuine.keys();
  if (oldest !== undefined) genuine.delete(oldest);
}

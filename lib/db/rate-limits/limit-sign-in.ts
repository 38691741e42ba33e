import { requireToken, tooManyTries } from "@/lib/db/rate-limits/require-token";
import { resetBucket } from "@/lib/db/rate-limits/reset-bucket";
import { takeToken } from "@/lib/db/rate-limits/take-token";
import { hasSessionFrom } from "@/lib/db/sessions/has-session-from";
import type { Db } from "@/lib/db/transaction";
import { SIGN_IN_LIMITS } from "@/lib/domain/access/sign-in-limits";
import { hashSecret } from "@/lib/secrets/hash-secret";

const LIMIT_NAME = "sign_in";

/**
 * Counts one try to sign in as `email` (in lower case) from `ip`, and refuses it with 429 when there were too many.
 * Taken before the password is looked at, and whether or not there is such an account, so that the answer tells nothing.
 * An unknown address (null) is bounded by account only.
 */
export async function limitSignIn(db: Db, email: string, ip: string | null): Promise<void> {
  if (ip !== null) {
    await requireToken(db, `sign-in:address:${ip}`, SIGN_IN_LIMITS.address, LIMIT_NAME);
    await requireToken(db, accountAtAddress(email, ip), SIGN_IN_LIMITS.accountAtAddress, LIMIT_NAME);
  }
  const grant = await takeToken(db, `sign-in:account:${hashSecret(email)}`, SIGN_IN_LIMITS.account);
  if (grant.allowed || (ip !== null && (await hasSessionFrom(db, email, ip)))) return;
  throw tooManyTries(LIMIT_NAME, grant.retryAfterSeconds);
}

/** After the right password: what came before were slips of the pen. */
export async function forgiveSignIn(db: Db, email: string, ip: string | null): Promise<void> {
  if (ip !== null) await resetBucket(db, accountAtAddress(email, ip));
}

/** Addresses that people typed are not kept in the clear. */
function accountAtAddress(email: string, ip: string): string {
  return `sign-in:account-at-address:${hashSecret(email)}:${ip}`;
}

import { requireToken, tooManyTries } from "@/lib/db/rate-limits/require-token";
import { resetBucket } from "@/lib/db/rate-limits/reset-bucket";
import { takeToken } from "@/lib/db/rate-limits/take-token";
import { listSessionAddresses } from "@/lib/db/sessions/list-session-addresses";
import type { Db } from "@/lib/db/transaction";
import { addressGroup } from "@/lib/domain/access/address-group";
import { SIGN_IN_LIMITS } from "@/lib/domain/access/sign-in-limits";

/** Who tries, from where. In bucket names the address stands as its keyed hash: what people type is not kept in the clear. */
export interface SignInTry {
  /** In lower case. */
  email: string;
  emailHash: string;
  ip: string | null;
}

const LIMIT_NAME = "sign_in";

/**
 * Counts one try to sign in, and refuses it with 429 when there were too many. Taken before the password is looked at,
 * and whether or not there is such an account, so that the answer tells nothing. Without a known address the account's
 * bucket alone decides.
 */
export async function limitSignIn(db: Db, { email, emailHash, ip }: SignInTry): Promise<void> {
  if (ip !== null) {
    await requireToken(db, `sign-in:address:${addressGroup(ip)}`, SIGN_IN_LIMITS.address, LIMIT_NAME);
    await requireToken(db, accountAtAddress(emailHash, ip), SIGN_IN_LIMITS.accountAtAddress, LIMIT_NAME);
  }
  const grant = await takeToken(db, `sign-in:account:${emailHash}`, SIGN_IN_LIMITS.account);
  if (grant.allowed || (ip !== null && (await isKnownAddress(db, email, ip)))) return;
  throw tooManyTries(LIMIT_NAME, grant.retryAfterSeconds);
}

/** After the right password: what came before were slips of the pen. */
export async function forgiveSignIn(db: Db, { emailHash, ip }: SignInTry): Promise<void> {
  if (ip !== null) await resetBucket(db, accountAtAddress(emailHash, ip));
}

async function isKnownAddress(db: Db, email: string, ip: string): Promise<boolean> {
  const known = await listSessionAddresses(db, email);
  return known.some((address) => addressGroup(address) === addressGroup(ip));
}

function accountAtAddress(emailHash: string, ip: string): string {
  return `sign-in:account-at-address:${emailHash}:${addressGroup(ip)}`;
}

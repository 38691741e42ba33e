import { type BucketSize, takeToken } from "@/lib/db/rate-limits/take-token";
import type { Db } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";

/** Takes a token or refuses with 429, `Retry-After` and the limit's name. */
export async function requireToken(
  db: Db,
  bucket: string,
  size: BucketSize,
  limitName: string,
): Promise<void> {
  const { allowed, retryAfterSeconds } = await takeToken(db, bucket, size);
  if (!allowed) throw tooManyTries(limitName, retryAfterSeconds);
}

export function tooManyTries(limitName: string, retryAfterSeconds: number): AppError {
  const wait = retryAfterSeconds === 1 ? "1 second" : `${retryAfterSeconds} seconds`;
  return new AppError("rate_limited", `Too many tries. The next one is possible in ${wait}.`, {
    retryAfterSeconds,
    members: { limit: limitName },
  });
}

import { createHmac, timingSafeEqual } from "node:crypto";
import { derivedKey } from "@/lib/secrets/derived-key";

/**
 * Keyed hash (HMAC-SHA-256) of a machine secret of at least 128 random bits, in hexadecimal.
 * A copy of the database alone yields nothing to try guesses against. Passwords are not hashed here but by Argon2id.
 */
export function hashSecret(secret: string): string {
  return createHmac("sha256", derivedKey("key-hash")).update(secret).digest("hex");
}

/** Compares in constant time. */
export function secretMatches(secret: string, storedHash: string): boolean {
  const given = Buffer.from(hashSecret(secret));
  const stored = Buffer.from(storedHash);
  return given.length === stored.length && timingSafeEqual(given, stored);
}

/** Constant-time comparison of two secrets that are both at hand, e.g. the cron secret. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(a)), Buffer.from(hashSecret(b)));
}

import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { HashingGate } from "@/lib/secrets/hashing-gate";

/** Argon2id with 19 MiB, two passes, one lane: what OWASP asks for at least. 2 is the number of Argon2id. */
const COST = { algorithm: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;
const CURRENT = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

const gate = new HashingGate(2, 100);
/** Well-formed, of nothing: what the password of an unknown person is checked against. */
const NOBODYS_HASH = `${CURRENT}${base64(16)}$${base64(32)}`;

export async function hashPassword(password: string): Promise<string> {
  return await gate.run(() => hash(password.normalize("NFKC"), COST));
}

/**
 * Whether the password is the one that `storedHash` was made of. Without a hash (unknown person, or one who signs in
 * elsewhere) the answer is no, after the same work, so that the time tells nothing.
 */
export async function passwordMatches(password: string, storedHash: string | null): Promise<boolean> {
  const matches = await gate.run(() => verify(storedHash ?? NOBODYS_HASH, password.normalize("NFKC")));
  return matches && storedHash !== null;
}

/** Whether a hash was made with other costs than today's, and should be made anew while the password is at hand. */
export function needsRehash(storedHash: string): boolean {
  return !storedHash.startsWith(CURRENT);
}

function base64(bytes: number): string {
  return randomBytes(bytes).toString("base64").replace(/=+$/, "");
}

import { createHmac, randomBytes } from "node:crypto";
import { formatKey, KEY_PREFIX_LENGTH, KEY_SECRET_LENGTH, type KeyKind } from "@/lib/domain/token/api-key";
import { BOOTSTRAP_PREFIX_LENGTH, BOOTSTRAP_SECRET_LENGTH } from "@/lib/domain/token/bootstrap-token";
import { randomText } from "@/lib/domain/token/secret-text";
import { derivedKey } from "@/lib/secrets/derived-key";
import { hashSecret } from "@/lib/secrets/hash-secret";

export interface NewKey {
  /** The whole key; shown once and never stored. */
  key: string;
  prefix: string;
  hash: string;
}

/** A random key for a program. */
export function newKey(kind: KeyKind): NewKey {
  return build(kind, (n) => randomBytes(n));
}

/**
 * An agent's key made from the server's secret and `seed` (a registration or rotation id), so that the same
 * registration, repeated after a lost answer, yields the same key although only its hash is stored.
 */
export function deriveAgentKey(seed: string): NewKey {
  let counter = 0;
  return build("agent", (n) => {
    const blocks: Buffer[] = [];
    while (blocks.length * 32 < n) {
      blocks.push(createHmac("sha256", derivedKey("agent-key")).update(`${seed}:${counter++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, n);
  });
}

function build(kind: KeyKind, bytes: (n: number) => Uint8Array): NewKey {
  const publicPart = randomText(KEY_PREFIX_LENGTH, bytes);
  const secret = randomText(KEY_SECRET_LENGTH, bytes);
  return { ...formatKey(kind, publicPart, secret), hash: hashSecret(secret) };
}

export interface NewBootstrapToken {
  /** `xxxxxx.yyyy…`; shown once and never stored. */
  rawToken: string;
  prefix: string;
  hash: string;
}

export function newBootstrapToken(): NewBootstrapToken {
  const prefix = randomText(BOOTSTRAP_PREFIX_LENGTH, randomBytes);
  const secret = randomText(BOOTSTRAP_SECRET_LENGTH, randomBytes);
  return { rawToken: `${prefix}.${secret}`, prefix, hash: hashSecret(secret) };
}

/** A one-time link's token: 43 URL-safe characters, 256 bits. */
export function newOneTimeToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashSecret(token) };
}

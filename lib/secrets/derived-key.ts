import { hkdfSync } from "node:crypto";
import { requireSecret } from "@/lib/config/env";

/** What each derived key is for. Two purposes never share a key. */
export type KeyPurpose = "key-hash" | "job-token" | "agent-key" | "cursor" | "ephemeral";

const keys = new Map<KeyPurpose, Buffer>();

/** A 256-bit key for one purpose, derived from MUSTER_SECRET by HKDF-SHA-256. */
export function derivedKey(purpose: KeyPurpose): Buffer {
  const known = keys.get(purpose);
  if (known) return known;
  const made = Buffer.from(hkdfSync("sha256", requireSecret("MUSTER_SECRET"), "muster", purpose, 32));
  keys.set(purpose, made);
  return made;
}

/**
 * Keys that programs carry: `<kind>_<public prefix>_<secret>`. The kind lets secret scanners recognise a leak,
 * the prefix names the row, the secret (40 base-36 characters, 206 bits) is stored only as a keyed hash.
 */
export const KEY_KINDS = { tenant: "mst_tk", admin: "mst_ak", agent: "mst_ag" } as const;
export type KeyKind = keyof typeof KEY_KINDS;

export const KEY_PREFIX_LENGTH = 10;
export const KEY_SECRET_LENGTH = 40;

const PATTERN = /^(mst_tk|mst_ak|mst_ag)_([a-z0-9]{10})_([a-z0-9]{40})$/;

export interface KeyParts {
  kind: KeyKind;
  /** What is stored and shown: kind and public part, e.g. `mst_tk_0a1b2c3d4e`. */
  prefix: string;
  secret: string;
}

export function parseKey(raw: string): KeyParts | null {
  const match = PATTERN.exec(raw);
  const [, kindText, publicPart, secret] = match ?? [];
  if (!kindText || !publicPart || !secret) return null;
  const kind = (Object.keys(KEY_KINDS) as KeyKind[]).find((k) => KEY_KINDS[k] === kindText);
  return kind ? { kind, prefix: `${kindText}_${publicPart}`, secret } : null;
}

export function formatKey(
  kind: KeyKind,
  publicPart: string,
  secret: string,
): { key: string; prefix: string } {
  const prefix = `${KEY_KINDS[kind]}_${publicPart}`;
  return { key: `${prefix}_${secret}`, prefix };
}

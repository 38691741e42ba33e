/**
 * Bootstrap tokens in the kubeadm form `xxxxxx.yyyy…`: a public id of 6 and a secret of 26 characters, [a-z0-9].
 * 26 characters carry 134 bits, so a plain keyed hash of the secret is safe to store.
 */
export const BOOTSTRAP_TOKEN_PATTERN = /^([a-z0-9]{6})\.([a-z0-9]{16,64})$/;
export const BOOTSTRAP_PREFIX_LENGTH = 6;
export const BOOTSTRAP_SECRET_LENGTH = 26;

export interface BootstrapTokenParts {
  prefix: string;
  secret: string;
}

/** Null when the text does not have the form; the caller answers that exactly as an unknown token. */
export function parseBootstrapToken(raw: string): BootstrapTokenParts | null {
  const match = BOOTSTRAP_TOKEN_PATTERN.exec(raw);
  const [, prefix, secret] = match ?? [];
  return prefix && secret ? { prefix, secret } : null;
}

export const BOOTSTRAP_TOKEN_STATUSES = ["active", "expired", "exhausted", "revoked"] as const;
export type BootstrapTokenStatus = (typeof BOOTSTRAP_TOKEN_STATUSES)[number];

export interface BootstrapTokenState {
  expiresAt: Date;
  maxUses: number;
  currentUses: number;
  revokedAt: Date | null;
}

/** What people did comes first, then what happened by itself. */
export function bootstrapTokenStatus(token: BootstrapTokenState, now: Date): BootstrapTokenStatus {
  if (token.revokedAt !== null) return "revoked";
  if (token.currentUses >= token.maxUses) return "exhausted";
  return token.expiresAt.getTime() <= now.getTime() ? "expired" : "active";
}

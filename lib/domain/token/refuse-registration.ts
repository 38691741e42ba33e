import { cidrContains, parseAddress, parseCidr } from "@/lib/domain/target/target-address";
import { type BootstrapTokenState, bootstrapTokenStatus } from "@/lib/domain/token/bootstrap-token";

/**
 * Whether a bootstrap token lets this agent in.
 *
 * Promise: pure; the first cause that holds, for the audit log only. The caller answers every cause alike, so that
 * nobody learns which tokens exist or what they ask for.
 */
export interface TokenConditions extends BootstrapTokenState {
  requiredTools: readonly string[];
  requiredCapabilities: readonly string[];
  requiredRegion: string | null;
  allowedCidrs: readonly string[];
}

export interface RegistrationClaim {
  tools: readonly { name: string }[];
  capabilities: readonly string[];
  region: string | null;
  /** The caller's address, or null when it cannot be known; then a token bound to addresses lets nobody in. */
  ip: string | null;
}

export type RegistrationRefusal =
  | "wrong_secret"
  | "revoked"
  | "tenant_suspended"
  | "exhausted"
  | "expired"
  | "missing_tools"
  | "missing_capabilities"
  | "wrong_region"
  | "address_not_allowed";

export function refuseRegistration(
  token: TokenConditions,
  claim: RegistrationClaim,
  now: Date,
): RegistrationRefusal | null {
  const status = bootstrapTokenStatus(token, now);
  if (status !== "active") return status;
  if (!hasAll(new Set(claim.tools.map((tool) => tool.name)), token.requiredTools)) return "missing_tools";
  if (!hasAll(new Set(claim.capabilities), token.requiredCapabilities)) return "missing_capabilities";
  if (token.requiredRegion !== null && token.requiredRegion !== claim.region) return "wrong_region";
  if (token.allowedCidrs.length > 0 && !isWithin(claim.ip, token.allowedCidrs)) return "address_not_allowed";
  return null;
}

function hasAll(offered: ReadonlySet<string>, required: readonly string[]): boolean {
  return required.every((word) => offered.has(word));
}

function isWithin(ip: string | null, cidrs: readonly string[]): boolean {
  const address = ip === null ? null : parseAddress(ip);
  if (address === null) return false;
  return cidrs.some((text) => {
    const cidr = parseCidr(text);
    return cidr !== null && cidrContains(cidr, address);
  });
}

import { env } from "@/lib/config/env";
import { formatCidr } from "@/lib/domain/target/target-address";

/** The private ranges that this server takes scans of, as CIDRs: none unless its operator has named some, as the demo does. */
export function listAllowedTargets(): string[] {
  return env().ALLOWED_TARGET_CIDRS.map(formatCidr);
}

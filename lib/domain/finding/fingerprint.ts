/**
 * What makes two sightings the same finding (version 1): tenant, target, tool family, rule, location and the rule's
 * own key. Never a title, a time or raw output, which change while the weakness stays.
 */
export interface FingerprintParts {
  tenantId: string;
  target: string;
  toolFamily: string;
  ruleId: string;
  location: string;
  ruleKey: string;
}

/** The text to be hashed with SHA-256. JSON keeps the parts apart whatever characters they hold. */
export function fingerprintText(parts: FingerprintParts): string {
  return JSON.stringify([
    "v1",
    parts.tenantId,
    parts.target,
    parts.toolFamily,
    parts.ruleId,
    parts.location,
    parts.ruleKey,
  ]);
}

import type { ScannerFinding } from "../scanner";
import type { PeerCertificate } from "./peer-certificate";
import { findingOf, type RuleId } from "./rules";

const dayMilliseconds = 86_400_000;
const trustErrorsOfOtherRules = /EXPIRED|NOT_YET_VALID|SELF_SIGNED|ALTNAME/;

export function checkCertificate(
  certificate: PeerCertificate,
  location: string,
  now: Date,
): ScannerFinding[] {
  const found: RuleId[] = [];
  const daysLeft = (certificate.validTo.getTime() - now.getTime()) / dayMilliseconds;
  if (daysLeft < 0) found.push("certificate-expired");
  else if (daysLeft < 30) found.push("certificate-expires-soon");
  if (certificate.validFrom > now) found.push("certificate-not-yet-valid");
  if (!certificate.isForHost) found.push("certificate-host-mismatch");
  if (hasWeakKey(certificate)) found.push("certificate-weak-key");
  if (certificate.isSelfSigned) found.push("certificate-self-signed");
  else if (certificate.trustError !== null && !trustErrorsOfOtherRules.test(certificate.trustError))
    found.push("certificate-untrusted");
  const evidence = [
    `subject: ${certificate.subject}`,
    `issuer: ${certificate.issuer}`,
    `valid: ${certificate.validFrom.toISOString()} to ${certificate.validTo.toISOString()}`,
    `key: ${certificate.keyType} ${certificate.keyBits ?? "of unknown size"}`,
    ...(certificate.trustError === null ? [] : [`trust: ${certificate.trustError}`]),
  ].join("\n");
  return found.map((ruleId) => findingOf(ruleId, { location, key: "certificate", evidence }));
}

function hasWeakKey({ keyType, keyBits }: PeerCertificate): boolean {
  if (keyBits === null) return false;
  return keyBits < (keyType === "ec" ? 224 : 2_048);
}

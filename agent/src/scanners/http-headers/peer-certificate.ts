import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";

/** What the checks need of a server's certificate, readable without a connection. */
export interface PeerCertificate {
  subject: string;
  issuer: string;
  validFrom: Date;
  validTo: Date;
  keyType: string;
  keyBits: number | null;
  isSelfSigned: boolean;
  isForHost: boolean;
  /** OpenSSL's reason for not trusting the chain, null when it is trusted. */
  trustError: string | null;
}

/** Bits of the curves that a certificate may use; other key types of this world are strong by construction. */
const curveBits: Record<string, number> = {
  secp192r1: 192,
  prime192v1: 192,
  secp224r1: 224,
  prime256v1: 256,
  secp384r1: 384,
  secp521r1: 521,
};

export function readPeerCertificate(socket: TLSSocket, host: string): PeerCertificate | null {
  const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  const { asymmetricKeyType = "unknown", asymmetricKeyDetails } = certificate.publicKey;
  const curve = asymmetricKeyDetails?.namedCurve;
  const trust: unknown = socket.authorizationError;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    keyType: asymmetricKeyType,
    keyBits: asymmetricKeyDetails?.modulusLength ?? (curve === undefined ? null : (curveBits[curve] ?? null)),
    isSelfSigned: certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey),
    isForHost: (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
    trustError: socket.authorized || !trust ? null : trust instanceof Error ? trust.message : String(trust),
  };
}

function oneLine(name: string): string {
  return name.replaceAll("\n", ", ");
}

import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import {
  bitString,
  explicit,
  integer,
  nothing,
  objectIdentifier,
  sequence,
  set,
  time,
  utf8String,
} from "./der";

const dayMilliseconds = 86_400_000;

/**
 * A certificate with everything wrong that a scanner should see: self-signed, RSA 1024, SHA-1, for another host, ending in a week.
 * Made anew at each start, so no private key lies in the repository.
 */
export function createWeakCertificate(now: Date): { key: string; certificate: string } {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
  const sha1WithRsa = sequence(objectIdentifier("1.2.840.113549.1.1.5"), nothing());
  const name = sequence(set(sequence(objectIdentifier("2.5.4.3"), utf8String("vulnerable-demo.invalid"))));
  const validity = sequence(
    time(new Date(now.getTime() - 358 * dayMilliseconds)),
    time(new Date(now.getTime() + 7 * dayMilliseconds)),
  );
  const version3 = explicit(0, integer(Buffer.from([2])));
  const serial = integer(Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const body = sequence(
    version3,
    serial,
    sha1WithRsa,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signed = sequence(body, sha1WithRsa, bitString(sign("sha1", body, privateKey)));
  return { key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), certificate: toPem(signed) };
}

function toPem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

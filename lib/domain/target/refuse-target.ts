/**
 * What can be said about a target without DNS; the server asks this at submit, the agent again before it resolves.
 *
 * Promise: pure; null, or one sentence for the submitter. A name that passes may still resolve to a refused address: the agent decides that.
 */
import type { ParsedTarget } from "./parse-target";
import { type AddressClass, type Cidr, classifyAddress, isAddressAllowed } from "./target-address";

const loopbackNames = /^(localhost|.+\.localhost|localhost\.localdomain|ip6-localhost|ip6-loopback)$/;
const metadataNames =
  /^(metadata|metadata\.google\.internal|metadata\.goog|instance-data|instance-data\.ec2\.internal)$/;

const words: Record<Exclude<AddressClass, "public">, string> = {
  invalid: "not an address",
  unspecified: "the unspecified address",
  loopback: "a loopback address",
  private: "a private address",
  link_local: "a link-local address",
  metadata: "a cloud metadata address",
  carrier_grade_nat: "a carrier-grade NAT address",
  multicast: "a multicast address",
  ipv4_in_ipv6: "an IPv4 address inside IPv6",
  reserved: "a reserved address",
};

export function refuseAddress(address: string, allow: readonly Cidr[]): string | null {
  if (isAddressAllowed(address, allow)) return null;
  const addressClass = classifyAddress(address);
  const word = addressClass === "public" ? words.invalid : words[addressClass];
  return `${address} is ${word}; scans of it are not allowed here.`;
}

export function refuseTarget(target: ParsedTarget, allow: readonly Cidr[]): string | null {
  if (target.hostKind !== "name") return refuseAddress(target.host, allow);
  if (metadataNames.test(target.host))
    return `${target.host} is a cloud metadata service; scans of it are not allowed.`;
  if (!loopbackNames.test(target.host)) return null;
  return isAddressAllowed("127.0.0.1", allow) || isAddressAllowed("::1", allow)
    ? null
    : `${target.host} is a loopback name; scans of it are not allowed here.`;
}

/**
 * What kind of place an IP address is, and whether an operator's allow list names it. Server and agent judge by this one table.
 *
 * Promise: pure; every textual address that is not plain, canonical IPv4 or valid IPv6 is null, so "0177.0.0.1" or "0x7f000001" never reaches a class.
 * Assumption: names are resolved by the caller, who classifies every address of the answer.
 * Failure: an unparsable address has the class "invalid" and is never allowed.
 */

export interface IpAddress {
  family: 4 | 6;
  /** 32 or 128 bits. */
  value: bigint;
}

export interface Cidr extends IpAddress {
  prefix: number;
}

export type AddressClass =
  | "public"
  | "invalid"
  | "unspecified"
  | "loopback"
  | "private"
  | "link_local"
  | "metadata"
  | "carrier_grade_nat"
  | "multicast"
  | "ipv4_in_ipv6"
  | "reserved";

/** First match wins, so the single metadata addresses stand before the ranges that hold them. */
const ranges: readonly (readonly [string, AddressClass])[] = [
  ["169.254.169.254/32", "metadata"],
  ["169.254.170.2/32", "metadata"],
  ["100.100.100.200/32", "metadata"],
  ["168.63.129.16/32", "metadata"],
  ["192.0.0.192/32", "metadata"],
  ["0.0.0.0/8", "unspecified"],
  ["10.0.0.0/8", "private"],
  ["100.64.0.0/10", "carrier_grade_nat"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link_local"],
  ["172.16.0.0/12", "private"],
  ["192.0.0.0/24", "reserved"],
  ["192.0.2.0/24", "reserved"],
  ["192.88.99.0/24", "reserved"],
  ["192.168.0.0/16", "private"],
  ["198.18.0.0/15", "reserved"],
  ["198.51.100.0/24", "reserved"],
  ["203.0.113.0/24", "reserved"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved"],
  ["fd00:ec2::254/128", "metadata"],
  ["fd20:ce::254/128", "metadata"],
  ["::/128", "unspecified"],
  ["::1/128", "loopback"],
  // Addresses that carry an IPv4 address: mapped, compatible, NAT64, 6to4, Teredo. They could smuggle any of the above.
  ["::ffff:0:0/96", "ipv4_in_ipv6"],
  ["::ffff:0:0:0/96", "ipv4_in_ipv6"],
  ["::/96", "ipv4_in_ipv6"],
  ["64:ff9b::/96", "ipv4_in_ipv6"],
  ["64:ff9b:1::/48", "ipv4_in_ipv6"],
  ["2002::/16", "ipv4_in_ipv6"],
  ["2001::/32", "ipv4_in_ipv6"],
  ["fc00::/7", "private"],
  ["fe80::/10", "link_local"],
  ["fec0::/10", "private"],
  ["ff00::/8", "multicast"],
  ["100::/64", "reserved"],
  ["2001:db8::/32", "reserved"],
  ["3fff::/20", "reserved"],
];

const parsedRanges = ranges.flatMap(([text, addressClass]) => {
  const cidr = parseCidr(text);
  return cidr === null ? [] : [{ cidr, addressClass }];
});
const globalUnicast = parseCidr("2000::/3");

export function parseAddress(text: string): IpAddress | null {
  const v4 = parseIpv4(text);
  if (v4 !== null) return { family: 4, value: v4 };
  const v6 = parseIpv6(text);
  return v6 === null ? null : { family: 6, value: v6 };
}

/** Four decimal parts, no leading zero: any other notation is read differently by different resolvers. */
function parseIpv4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? "", true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail];
  return groups.reduce((value, group) => value * 65_536n + BigInt(group), 0n);
}

/** Groups of one side of "::"; the last may be a dotted IPv4 address where the address ends. */
function parseGroups(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const v4 = mayEndInIpv4 && index === parts.length - 1 ? parseIpv4(part) : null;
    if (v4 === null) return null;
    groups.push(Number(v4 / 65_536n), Number(v4 % 65_536n));
  }
  return groups;
}

/** `address/prefix`, or one address alone. Bits behind the prefix must be zero: "10.1.2.3/8" is more likely a mistake than a wish. */
export function parseCidr(text: string): Cidr | null {
  const [addressText = "", prefixText, ...rest] = text.trim().split("/");
  const address = parseAddress(addressText);
  if (address === null || rest.length > 0) return null;
  const bits = bitsOf(address.family);
  if (prefixText !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefixText)) return null;
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  if (prefix > bits) return null;
  const hostBits = BigInt(bits - prefix);
  if ((address.value >> hostBits) << hostBits !== address.value) return null;
  return { ...address, prefix };
}

/** The address in the one notation that `parseAddress` takes for sure: IPv6 in eight groups without "::". */
export function formatAddress({ family, value }: IpAddress): string {
  const [parts, bits, base, mark] = family === 4 ? [4, 8, 10, "."] : [8, 16, 16, ":"];
  return Array.from({ length: parts }, (_, index) =>
    ((value >> BigInt(bits * (parts - 1 - index))) & BigInt(2 ** bits - 1)).toString(base),
  ).join(mark);
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr)}/${cidr.prefix}`;
}

export function cidrContains(cidr: Cidr, address: IpAddress): boolean {
  if (cidr.family !== address.family) return false;
  const hostBits = BigInt(bitsOf(cidr.family) - cidr.prefix);
  return cidr.value >> hostBits === address.value >> hostBits;
}

function bitsOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

export function classifyAddress(text: string): AddressClass {
  const address = parseAddress(text);
  if (address === null) return "invalid";
  const range = parsedRanges.find(({ cidr }) => cidrContains(cidr, address));
  if (range !== undefined) return range.addressClass;
  // IPv6 outside 2000::/3 is not assigned to anybody.
  if (address.family === 6 && globalUnicast !== null && !cidrContains(globalUnicast, address))
    return "reserved";
  return "public";
}

/** A public address, or one that the operator's list names. */
export function isAddressAllowed(text: string, allow: readonly Cidr[]): boolean {
  const address = parseAddress(text);
  if (address === null) return false;
  return classifyAddress(text) === "public" || allow.some((cidr) => cidrContains(cidr, address));
}

import { BlockList, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cidrContains, classifyAddress, isAddressAllowed, parseAddress, parseCidr } from "./target-address";

const text = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4Extended(),
  fc.string(),
  fc.stringMatching(/^[0-9a-fx.:]{0,20}$/),
);

describe("parseAddress", () => {
  test("accepts exactly what the platform's own address check accepts, for IPv6 without a zone", () => {
    fc.assert(
      fc.property(text, (candidate) => {
        const family = isIPv4(candidate) ? 4 : isIPv6(candidate) && !candidate.includes("%") ? 6 : null;
        expect(parseAddress(candidate)?.family ?? null).toBe(family);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    "0177.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "127.0.0.01",
    "1.2.3.4.",
    "::1%lo",
    "[::1]",
    "",
  ])("%j is no address", (candidate) => expect(parseAddress(candidate)).toBeNull());
});

describe("cidrContains", () => {
  test("agrees with the platform's block list for every prefix", () => {
    const v4 = fc.record({
      family: fc.constant(4 as const),
      bits: fc.constant(32n),
      base: fc.bigInt(0n, 2n ** 32n - 1n),
      other: fc.bigInt(0n, 2n ** 32n - 1n),
      prefix: fc.integer({ min: 0, max: 32 }),
      near: fc.boolean(),
    });
    const v6 = fc.record({
      family: fc.constant(6 as const),
      bits: fc.constant(128n),
      base: fc.bigInt(0n, 2n ** 128n - 1n),
      other: fc.bigInt(0n, 2n ** 128n - 1n),
      prefix: fc.integer({ min: 0, max: 128 }),
      near: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.oneof(v4, v6), ({ family, bits, base, other, prefix, near }) => {
        const hostBits = bits - BigInt(prefix);
        const network = (base >> hostBits) << hostBits;
        // Far addresses hardly ever match, so half of the tries stay inside or just beside the network.
        const value = near ? network ^ (other >> BigInt(Math.max(0, prefix - 1))) : other;
        const list = new BlockList();
        const type = family === 4 ? "ipv4" : "ipv6";
        list.addSubnet(format(network, family), prefix, type);
        expect(cidrContains({ family, value: network, prefix }, { family, value })).toBe(
          list.check(format(value, family), type),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("parseCidr", () => {
  test.each(["10.0.0.0/33", "10.1.2.3/8", "10.0.0.0/8/8", "10.0.0.0/-1", "10.0.0.0/08", "::/129", "host/8"])(
    "%j is refused",
    (candidate) => expect(parseCidr(candidate)).toBeNull(),
  );
  test("an address alone is a range of one", () => {
    expect(parseCidr("127.0.0.1")?.prefix).toBe(32);
    expect(parseCidr("::1")?.prefix).toBe(128);
  });
});

describe("classifyAddress", () => {
  test.each([
    ["8.8.8.8", "public"],
    ["2606:4700::1", "public"],
    ["0.0.0.0", "unspecified"],
    ["::", "unspecified"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["::1", "loopback"],
    ["10.0.0.1", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["172.32.0.1", "public"],
    ["192.168.1.1", "private"],
    ["fd12::1", "private"],
    ["169.254.1.1", "link_local"],
    ["fe80::1", "link_local"],
    ["169.254.169.254", "metadata"],
    ["fd00:ec2::254", "metadata"],
    ["100.100.100.200", "metadata"],
    ["168.63.129.16", "metadata"],
    ["100.64.0.1", "carrier_grade_nat"],
    ["100.128.0.1", "public"],
    ["224.0.0.1", "multicast"],
    ["ff02::1", "multicast"],
    ["255.255.255.255", "reserved"],
    ["2001:db8::1", "reserved"],
    ["4000::1", "reserved"],
    ["::ffff:8.8.8.8", "ipv4_in_ipv6"],
    ["::ffff:127.0.0.1", "ipv4_in_ipv6"],
    ["::ffff:7f00:1", "ipv4_in_ipv6"],
    ["::127.0.0.1", "ipv4_in_ipv6"],
    ["64:ff9b::a9fe:a9fe", "ipv4_in_ipv6"],
    ["2002:7f00:1::", "ipv4_in_ipv6"],
    ["0177.0.0.1", "invalid"],
  ])("%s is %s", (address, addressClass) => expect(classifyAddress(address)).toBe(addressClass));

  test("whatever carries an IPv4 address inside IPv6 is never public", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom("::ffff:", "::", "64:ff9b::", "::ffff:0:"), (inner, prefix) => {
        expect(classifyAddress(prefix + inner)).not.toBe("public");
      }),
    );
  });
});

describe("isAddressAllowed", () => {
  test("an allow list opens only what it names", () => {
    const allow = [parseCidr("127.0.0.0/8")].filter((cidr) => cidr !== null);
    expect(isAddressAllowed("127.0.0.1", allow)).toBe(true);
    for (const refused of ["10.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "127.1"])
      expect(isAddressAllowed(refused, allow)).toBe(false);
  });
});

function format(value: bigint, family: 4 | 6): string {
  const size = family === 4 ? 8n : 16n;
  const groups = Array.from({ length: family === 4 ? 4 : 8 }, (_, index) => {
    const shift = size * BigInt((family === 4 ? 3 : 7) - index);
    return ((value >> shift) & (2n ** size - 1n)).toString(family === 4 ? 10 : 16);
  });
  return groups.join(family === 4 ? "." : ":");
}

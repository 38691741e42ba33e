import fc from "fast-check";
import { expect, it } from "vitest";
import { addressGroup, plainAddress } from "./address-group";

it("an IPv4 address is one caller", () => {
  expect(addressGroup("192.0.2.7")).toBe("192.0.2.7");
  expect(addressGroup("192.0.2.8")).not.toBe(addressGroup("192.0.2.7"));
});

it("an IPv4 address in its IPv6 form is the same caller, in every notation", () => {
  for (const text of ["::ffff:192.0.2.7", "::FFFF:c000:207", "0:0:0:0:0:ffff:192.0.2.7"]) {
    expect(addressGroup(text)).toBe("192.0.2.7");
    expect(plainAddress(text)).toBe("192.0.2.7");
  }
});

it("all addresses of one /64 are one caller, whatever their other half and notation; the next /64 is another", () => {
  expect(addressGroup("2001:db8:1:2::1")).toBe("2001:db8:1:2:0:0:0:0/64");
  const group = fc.integer({ min: 0, max: 0xffff }).map((part) => part.toString(16));
  fc.assert(
    fc.property(fc.tuple(group, group, group, group), (host) => {
      expect(addressGroup(`2001:DB8:1:2:${host.join(":")}`)).toBe(addressGroup("2001:db8:1:2::"));
      expect(addressGroup(`2001:db8:1:3:${host.join(":")}`)).not.toBe(addressGroup("2001:db8:1:2::"));
    }),
  );
});

it("a link-local address is the same with and without its interface", () => {
  expect(addressGroup("fe80::1%eth0")).toBe(addressGroup("fe80::1"));
});

it("a text that is no address stands for itself", () => {
  expect(addressGroup("unknown")).toBe("unknown");
  expect(addressGroup("")).toBe("");
});

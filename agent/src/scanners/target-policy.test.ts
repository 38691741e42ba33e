import { describe, expect, test } from "vitest";
import { createTargetPolicy } from "./target-policy";

function policyWith(addresses: string[], allowCidrs: string[] = []) {
  const asked: string[] = [];
  const policy = createTargetPolicy({
    allowCidrs,
    lookup: async (host) => {
      asked.push(host);
      return addresses;
    },
  });
  return { policy, asked };
}

describe("createTargetPolicy", () => {
  test("pins the first address of a name that is public throughout, and asks once", async () => {
    const { policy, asked } = policyWith(["93.184.215.14", "2606:2800:21f::1"]);
    const resolution = await policy.resolve("https://Example.com/x");
    expect(resolution).toMatchObject({ ok: true, pinned: { address: "93.184.215.14", family: 4 } });
    expect(asked).toEqual(["example.com"]);
  });

  test.each([
    "127.0.0.1",
    "10.0.0.8",
    "169.254.169.254",
    "100.64.1.1",
    "::1",
    "::ffff:127.0.0.1",
    "fe80::1",
    "0.0.0.0",
  ])("one refused address (%s) among public ones refuses the name", async (address) => {
    const { policy } = policyWith(["93.184.215.14", address]);
    expect(await policy.resolve("example.com")).toMatchObject({ ok: false, code: "target_refused" });
  });

  test("a loopback target needs the operator's word", async () => {
    expect(await policyWith([]).policy.resolve("http://127.0.0.1:8080")).toMatchObject({
      ok: false,
      code: "target_refused",
    });
    expect(await policyWith([], ["127.0.0.0/8"]).policy.resolve("http://127.0.0.1:8080")).toMatchObject({
      ok: true,
      pinned: { address: "127.0.0.1" },
    });
  });

  test("a name without an address is unresolvable, a malformed target is invalid", async () => {
    expect(await policyWith([]).policy.resolve("example.com")).toMatchObject({ code: "target_unresolvable" });
    expect(await policyWith([]).policy.resolve("10.0.0.0/8")).toMatchObject({ code: "target_invalid" });
  });

  test("a bad allow list stops the agent's start", () => {
    expect(() => createTargetPolicy({ allowCidrs: ["127.0.0.1/8"] })).toThrow(RangeError);
  });
});

import { describe, expect, test } from "vitest";
import { refuseRegistration, type TokenConditions } from "@/lib/domain/token/refuse-registration";

const NOW = new Date("2026-11-20T12:00:00Z");
const claim = { tools: [{ name: "nmap" }], capabilities: ["internal"], region: "eu", ip: "10.1.2.3" };

function token(conditions: Partial<TokenConditions> = {}): TokenConditions {
  return {
    expiresAt: new Date("2026-11-20T13:00:00Z"),
    maxUses: 1,
    currentUses: 0,
    revokedAt: null,
    requiredTools: [],
    requiredCapabilities: [],
    requiredRegion: null,
    allowedCidrs: [],
    ...conditions,
  };
}

describe("refuseRegistration", () => {
  test("an active token without conditions lets anybody in", () => {
    expect(
      refuseRegistration(token(), { tools: [], capabilities: [], region: null, ip: null }, NOW),
    ).toBeNull();
  });

  test.each<[string, Partial<TokenConditions>]>([
    ["revoked", { revokedAt: NOW, currentUses: 1 }],
    ["exhausted", { currentUses: 1, expiresAt: NOW }],
    ["expired", { expiresAt: NOW }],
    ["missing_tools", { requiredTools: ["nmap", "sslscan"] }],
    ["missing_capabilities", { requiredCapabilities: ["gpu"] }],
    ["wrong_region", { requiredRegion: "us" }],
    ["address_not_allowed", { allowedCidrs: ["10.2.0.0/16", "fd00::/8"] }],
  ])("refuses as %s", (cause, conditions) => {
    expect(refuseRegistration(token(conditions), claim, NOW)).toBe(cause);
  });

  test("lets in whoever meets every condition", () => {
    const strict = token({
      requiredTools: ["nmap"],
      requiredCapabilities: ["internal"],
      requiredRegion: "eu",
      allowedCidrs: ["192.168.0.0/16", "10.0.0.0/8"],
    });
    expect(refuseRegistration(strict, claim, NOW)).toBeNull();
  });

  test("a token bound to addresses refuses a caller whose address is unknown", () => {
    expect(refuseRegistration(token({ allowedCidrs: ["0.0.0.0/0"] }), { ...claim, ip: null }, NOW)).toBe(
      "address_not_allowed",
    );
  });
});

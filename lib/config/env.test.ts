import { describe, expect, it } from "vitest";
import { EnvError, parseEnv } from "./env";

function faultsOf(source: Record<string, string>): string {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return "";
}

describe("the environment", () => {
  it("needs nothing", () => {
    expect(parseEnv({})).toMatchObject({ PORT: 3000, HOST: "127.0.0.1", ENABLE_TIERED_AGENTS: true });
  });

  it("names every bad variable at once", () => {
    const text = faultsOf({ PORT: "no", DATABASE_URL: "mysql://x", MUSTER_SECRET: "short" });
    expect(text).toContain("3 bad variables");
    for (const name of ["PORT", "DATABASE_URL", "MUSTER_SECRET"]) expect(text).toContain(name);
  });

  it("never prints a value", () => {
    expect(faultsOf({ MUSTER_SECRET: "hunter2", DATABASE_URL: "mysql://user:hunter2@x" })).not.toContain(
      "hunter2",
    );
  });

  it("takes an empty variable for an unset one", () => {
    expect(parseEnv({ DATABASE_URL: "", PORT: "" }).PORT).toBe(3000);
  });

  it("wants variables that belong together together", () => {
    expect(faultsOf({ GITHUB_ID: "x" })).toContain("GITHUB_SECRET");
    expect(faultsOf({ OIDC_ISSUER: "https://id.example.com" })).toContain(
      "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET",
    );
  });

  it("refuses a range that is none instead of dropping it", () => {
    expect(parseEnv({ ALLOWED_TARGET_CIDRS: "127.0.0.0/8, 10.0.0.0/8" }).ALLOWED_TARGET_CIDRS).toHaveLength(
      2,
    );
    expect(faultsOf({ ALLOWED_TARGET_CIDRS: "10.1.2.3/8" })).toContain("ALLOWED_TARGET_CIDRS");
  });

  it("knows only true, false, 1 and 0 for a switch", () => {
    expect(parseEnv({ ENABLE_TIERED_AGENTS: "0" }).ENABLE_TIERED_AGENTS).toBe(false);
    expect(faultsOf({ ENABLE_TIERED_AGENTS: "yes" })).toContain("ENABLE_TIERED_AGENTS");
  });
});

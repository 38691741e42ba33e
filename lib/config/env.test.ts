import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Env, EnvError, parseEnv } from "./env";

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

  it("says in one plain sentence a variable what it must be", () => {
    const bad = {
      NODE_ENV: "prod",
      DATABASE_URL: "mysql://x",
      DATABASE_POOL_MAX: "1.5",
      REDIS_URL: "http://user:pass@x",
      DATABASE_LISTEN_URL: "no",
      WEB_CONCURRENCY: "0",
      MUSTER_SECRET: "short",
      NEXTAUTH_SECRET: "short",
      NEXTAUTH_URL: "muster",
      CRON_SECRET: "short",
      METRICS_TOKEN: "short",
      PORT: "x",
      TRUSTED_PROXIES: "-1",
      ENABLE_TIERED_AGENTS: "maybe",
      ALLOWED_TARGET_CIDRS: "10.1.2.3/8,nowhere",
      OIDC_ISSUER: "issuer",
      LOG_LEVEL: "loud",
    };
    const [head, ...lines] = faultsOf(bad).split("\n");
    expect(head).toBe("The environment has 18 bad variables:");
    expect(lines.map((line) => line.trim().split(" ")[0])).toEqual(
      expect.arrayContaining([...Object.keys(bad), "OIDC_CLIENT_ID,"]),
    );
    for (const line of lines) {
      expect(line).toMatch(/^ {2}[A-Z_, ]+ must .+\.$/);
      expect(line).not.toMatch(/invalid|expected|received/i);
    }
    expect(lines).toContain("  PORT must be a whole number from 0 to 65535.");
    expect(lines).toContain("  LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.");
  });

  it("has every variable in .env.example, from which a build learns what to leave out", () => {
    const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
    const named = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect([...named, "NODE_ENV"].sort()).toEqual(Object.keys(Env.shape).sort());
  });

  it("takes only addresses that a browser, a provider or Postgres can be asked at", () => {
    for (const [name, value] of [
      ["NEXTAUTH_URL", "ftp://muster.example.com"],
      ["NEXTAUTH_URL", "javascript:alert(1)"],
      ["NEXTAUTH_URL", "http:muster"],
      ["OIDC_ISSUER", "file:///etc/passwd"],
      ["DATABASE_URL", "postgres://user:hunter2@host:99999/x"],
      ["DATABASE_LISTEN_URL", "postgres://user:hunter2@[host/x"],
    ] as const)
      expect(faultsOf({ [name]: value })).toContain(name);
    const url = "postgres://user:p%40ss@/muster?host=/var/run/postgresql";
    expect(parseEnv({ DATABASE_URL: url, NEXTAUTH_URL: "http://[::1]:3000" }).DATABASE_URL).toBe(url);
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

import { NextRequest } from "next/server";
import { describe, expect, test } from "vitest";
import { config, proxy } from "@/proxy";

const visit = (path: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest(new URL(path, "http://127.0.0.1:3000"), { headers }));

/** A request header as the pages behind the proxy will see it. */
const passedOn = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`);

describe("in front of a page", () => {
  test("every request gets a policy with a nonce of its own, which the page is told", () => {
    const responses = [visit("/login"), visit("/login")];
    const nonces = responses.map((response) => {
      const policy = response.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'self' 'nonce-([A-Za-z0-9+/=]{24})' 'strict-dynamic';/.exec(policy)?.[1];
      for (const rule of [
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
      ]) {
        expect(policy).toContain(rule);
      }
      expect(policy).not.toContain("unsafe-eval");
      expect(passedOn(response, "x-nonce")).toBe(nonce);
      expect(passedOn(response, "content-security-policy")).toBe(policy);
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  test("what a client sends under internal names does not get through", () => {
    const response = visit("/login?x=1", {
      "x-nonce": "chosen",
      "x-muster-path": "/evil",
      "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy",
      "x-matched-path": "/admin",
      "content-security-policy": "default-src *",
      accept: "text/html",
    });
    expect(passedOn(response, "x-nonce")).not.toBe("chosen");
    expect(passedOn(response, "x-muster-path")).toBe("/login?x=1");
    expect(passedOn(response, "content-security-policy")).not.toContain("*");
    expect(passedOn(response, "accept")).toBe("text/html");
    const kept = response.headers.get("x-middleware-override-headers")?.split(",") ?? [];
    expect(kept).not.toContain("x-middleware-subrequest");
    expect(kept).not.toContain("x-matched-path");
  });

  test.each(["/t/acme/scans?status=queued", "/admin", "/admin/agents", "/account"])(
    "%s without a session cookie leads to the sign-in page and back",
    (path) => {
      const location = new URL(visit(path).headers.get("location") ?? "");
      expect(location.pathname).toBe("/login");
      expect(location.searchParams.get("callbackUrl")).toBe(path);
      expect(visit(path, { cookie: "muster.session=anything" }).headers.get("location")).toBeNull();
    },
  );

  test.each(["/", "/login", "/setup", "/invite", "/docs/api", "/tea"])("%s is open", (path) => {
    expect(visit(path).headers.get("location")).toBeNull();
  });
});

test("the API, its metrics and static files do not pass through here", () => {
  const matcher = new RegExp(`^${config.matcher[0]}$`);
  for (const path of [
    "/api/v1/platform-jobs",
    "/api/auth/csrf",
    "/metrics",
    "/_next/static/x.js",
    "/favicon.svg",
  ]) {
    expect(path).not.toMatch(matcher);
  }
  for (const path of ["/", "/login", "/t/acme", "/docs/api", "/metrics-of-mine", "/apiary"])
    expect(path).toMatch(matcher);
});

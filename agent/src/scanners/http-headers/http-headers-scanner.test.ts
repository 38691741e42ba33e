import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoTarget, startDemoTarget } from "@/demo/target/start-demo-target";
import { identities, runScan } from "../testing/run-scan";
import { httpHeadersScanner } from "./http-headers-scanner";

let demo: DemoTarget;
beforeAll(async () => {
  demo = await startDemoTarget({ slowSeconds: 0.5 });
});
afterAll(() => demo.stop());

const pageFindings = [
  "cookie-without-httponly@/#session",
  "cookie-without-samesite@/#session",
  "cookie-without-secure@/#session",
  "missing-csp@/#content-security-policy",
  "missing-frame-protection@/#x-frame-options",
  "missing-nosniff@/#x-content-type-options",
  "missing-permissions-policy@/#permissions-policy",
  "missing-referrer-policy@/#referrer-policy",
  "version-disclosure@/#server",
  "version-disclosure@/#x-powered-by",
];
const quickFileFindings = ["exposed-environment-file@/.env#.env", "exposed-repository@/.git/HEAD#.git/HEAD"];
const standardFindings = [
  "cors-reflects-origin@/#access-control-allow-origin",
  "directory-listing@/uploads/#/uploads/",
  "exposed-backup@/backup.sql#backup.sql",
  "exposed-diagnostics@/server-status#server-status",
  "exposed-repository@/.git/config#.git/config",
];

describe("http-headers", () => {
  test("the standard profile finds every planted fault of the demo site and nothing else", async () => {
    const { outcome, findings, log, progress } = await runScan(httpHeadersScanner, { target: demo.url });
    expect(outcome).toEqual({ status: "succeeded", exit_code: null, complete: true });
    expect(identities(findings)).toEqual(
      [...pageFindings, ...quickFileFindings, ...standardFindings, "plain-http@/#http"].sort(),
    );
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(100);
    expect(log).toContain("/.git/HEAD -> 200");
  });

  test("a second run finds the same identities", async () => {
    const first = await runScan(httpHeadersScanner, { target: demo.url });
    const second = await runScan(httpHeadersScanner, { target: demo.url });
    expect(identities(second.findings)).toEqual(identities(first.findings));
  });

  test("the quick profile over TLS adds the certificate and leaves the long list out", async () => {
    const { outcome, findings } = await runScan(httpHeadersScanner, {
      target: demo.tlsUrl,
      profile: "quick",
    });
    expect(outcome.status).toBe("succeeded");
    const tls = ["expires-soon", "host-mismatch", "self-signed", "weak-key"].map(
      (name) => `certificate-${name}@127.0.0.1:${demo.tlsPort}/tcp#certificate`,
    );
    expect(identities(findings)).toEqual(
      [...pageFindings, ...quickFileFindings, ...tls, "missing-hsts@/#strict-transport-security"].sort(),
    );
  });

  test("the standard profile over TLS sees that TLS 1.1 is accepted", async () => {
    const { findings } = await runScan(httpHeadersScanner, { target: demo.tlsUrl });
    expect(identities(findings)).toContain(`deprecated-tls-version@127.0.0.1:${demo.tlsPort}/tcp#protocol`);
  });

  test("a target without a scheme is tried over HTTPS, then over HTTP", async () => {
    const { outcome, findings } = await runScan(httpHeadersScanner, {
      target: `127.0.0.1:${demo.port}`,
      profile: "quick",
    });
    expect(outcome.status).toBe("succeeded");
    expect(identities(findings)).toContain("plain-http@/#http");
  });

  test("no evidence and no log line shows a secret or a cookie's value", async () => {
    const { findings, log } = await runScan(httpHeadersScanner, { target: demo.url });
    const everything = JSON.stringify(findings) + log;
    const environment = await (await fetch(new URL("/.env", demo.url))).text();
    const password = /DB_PASSWORD=(.+)/.exec(environment)?.[1] ?? "";
    expect(password.length).toBeGreaterThan(10);
    expect(everything).not.toContain(password);
    expect(everything).not.toContain("5d41402abc4b2a76b9719d911017c592");
    expect(everything).not.toContain("someone@example.com");
  });

  test("cancel in the middle of a slow site ends at once and keeps what was found", async () => {
    const controller = new AbortController();
    let cancelledAt = 0;
    const { outcome, findings } = await runScan(httpHeadersScanner, {
      target: demo.slowUrl,
      signal: controller.signal,
      onLog: (log) => {
        if (!log.includes("missing-csp") || cancelledAt > 0) return;
        cancelledAt = performance.now();
        controller.abort();
      },
    });
    expect(performance.now() - cancelledAt).toBeLessThan(2_000);
    expect(outcome).toEqual({ status: "cancelled", exit_code: null, complete: false });
    expect(findings.length).toBeGreaterThan(0);
  });

  test("without the operator's word a loopback target is refused before any connection", async () => {
    const { outcome, log } = await runScan(httpHeadersScanner, { target: demo.url, allowCidrs: [] });
    expect(outcome).toMatchObject({ status: "failed", error: { code: "target_refused" }, complete: false });
    expect(log).toBe("");
  });

  test("a target that nobody listens at is a failure, not a clean bill", async () => {
    const { outcome } = await runScan(httpHeadersScanner, { target: "http://127.0.0.1:1/" });
    expect(outcome).toMatchObject({
      status: "failed",
      error: { code: "connection_failed" },
      complete: false,
    });
  });
});

describe("http-headers against awkward servers", () => {
  async function withServer<T>(listener: http.RequestListener, use: (url: string) => Promise<T>): Promise<T> {
    const server = http.createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test("a site that answers 200 to every path has no exposed files", async () => {
    await withServer(
      (_, response) => response.end("ref: refs/heads/main\nA=1\nCREATE TABLE x\n[core]\n"),
      async (url) => {
        const { findings, outcome } = await runScan(httpHeadersScanner, { target: url });
        expect(outcome.complete).toBe(true);
        expect(findings.filter((finding) => finding.rule_id.startsWith("exposed"))).toEqual([]);
      },
    );
  });

  test("a redirect to another host is not followed, one on the same host is", async () => {
    const asked: string[] = [];
    await withServer(
      (request, response) => {
        asked.push(`${request.headers.host}${request.url}`);
        const location = { "/": "/home", "/home": "http://169.254.169.254/latest" }[request.url ?? ""];
        response.writeHead(location ? 302 : 404, location ? { location } : {}).end();
      },
      async (url) => {
        const { log, outcome } = await runScan(httpHeadersScanner, { target: url, profile: "quick" });
        expect(outcome.status).toBe("succeeded");
        expect(log).toContain("Redirect to another host is not followed");
        expect(asked.slice(0, 2)).toEqual([`${new URL(url).host}/`, `${new URL(url).host}/home`]);
        expect(asked.every((line) => line.startsWith("127.0.0.1"))).toBe(true);
      },
    );
  });

  test("an endless body is cut and a silent server runs into the request's time limit", async () => {
    await withServer(
      (request, response) => {
        if (request.url !== "/") return;
        const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024, 97)), 1);
        response.once("close", () => clearInterval(timer));
      },
      async (url) => {
        const { log, outcome } = await runScan(httpHeadersScanner, {
          target: url,
          profile: "quick",
          options: { request_timeout_seconds: 1 },
        });
        expect(log).toContain(`${256 * 1024} bytes`);
        expect(log).toContain("no complete answer within 1 s");
        expect(outcome.complete).toBe(false);
      },
    );
  });

  test("paths of the options are reported when they exist", async () => {
    const { findings } = await runScan(httpHeadersScanner, {
      target: demo.url,
      profile: "quick",
      options: { paths_extra: ["/uploads/", "/no-such-path"] },
    });
    expect(identities(findings).filter((identity) => identity.startsWith("exposed-path"))).toEqual([
      "exposed-path@/uploads/#/uploads/",
    ]);
  });
});

describe("http-headers options", () => {
  test.each([
    ["full", {}, "/profile"],
    [null, { delay_ms: 5_000 }, "/options/delay_ms"],
    [null, { paths_extra: ["//evil.example"] }, "/options/paths_extra/0"],
    [null, { paths_extra: ["/a/../../b"] }, "/options/paths_extra/0"],
    [null, { paths_extra: Array(21).fill("/a") }, "/options/paths_extra"],
    [null, { flags: "-x" }, "/options/flags"],
    [null, [], "/options"],
  ])("profile %j with %j is refused at %s", (profile, options, pointer) => {
    const parsed = httpHeadersScanner.parseOptions(profile, options);
    expect(parsed.ok ? [] : parsed.errors.map((error) => error.pointer)).toContain(pointer);
  });

  test("no profile and no options give the defaults", () => {
    expect(httpHeadersScanner.parseOptions(null, undefined)).toEqual({
      ok: true,
      value: { profile: "standard", paths_extra: [], request_timeout_seconds: 10, delay_ms: 0 },
    });
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoTarget, startDemoTarget } from "@/demo/target/start-demo-target";
import { readXml } from "../read-xml";
import { identities, runScan } from "../testing/run-scan";
import { discoveryArguments, serviceArguments } from "./nmap-arguments";
import { nmapScanner } from "./nmap-scanner";
import { parseNmap } from "./parse-nmap";

const installed = await nmapScanner.probe(new AbortController().signal);
const why = installed === null ? " [skipped: nmap is not installed]" : "";

describe.skipIf(installed === null)(`nmap on the demo target${why}`, () => {
  let demo: DemoTarget;
  beforeAll(async () => {
    demo = await startDemoTarget();
  });
  afterAll(() => demo.stop());

  test("the quick profile lists the open ports and only those", async () => {
    const { outcome, findings, log, progress } = await runScan(nmapScanner, {
      target: "127.0.0.1",
      options: { ports: `1,${demo.port},${demo.tlsPort}` },
    });
    expect(outcome).toEqual({ status: "succeeded", exit_code: 0, complete: true });
    expect(identities(findings)).toEqual(
      [demo.port, demo.tlsPort].map((port) => `open-port@127.0.0.1:${port}/tcp#tcp`).sort(),
    );
    expect(log).toContain("-- 127.0.0.1\n");
    expect(progress.at(-1)).toBe(100);
  });

  test("the services profile finds the exposed repository and the weak TLS configuration", async () => {
    const { outcome, findings } = await runScan(nmapScanner, {
      target: "127.0.0.1",
      profile: "services",
      options: { ports: `${demo.port},${demo.tlsPort}` },
    });
    expect(outcome).toEqual({ status: "succeeded", exit_code: 0, complete: true });
    const found = identities(findings);
    for (const ruleId of [
      "certificate-expires-soon",
      "certificate-self-signed",
      "certificate-weak-key",
      "certificate-weak-signature",
    ])
      expect(found).toContain(`${ruleId}@127.0.0.1:${demo.tlsPort}/tcp#certificate`);
    expect(found).toContain(`weak-tls-ciphers@127.0.0.1:${demo.tlsPort}/tcp#grade`);
    expect(found).toContain(`deprecated-tls-version@127.0.0.1:${demo.tlsPort}/tcp#TLSv1.0`);
    expect(found).toContain(`exposed-repository@127.0.0.1:${demo.port}/tcp#.git`);
    expect(found).toContain(`version-disclosure@127.0.0.1:${demo.port}/tcp#server`);
    expect(new Set(found).size).toBe(found.length);
  }, 120_000);

  test("cancel in the second phase ends nmap at once and keeps the ports of the first", async () => {
    const controller = new AbortController();
    let cancelledAt = 0;
    const { outcome, findings } = await runScan(nmapScanner, {
      target: "127.0.0.1",
      profile: "services",
      options: { ports: `${demo.port},${demo.tlsPort}` },
      signal: controller.signal,
      onLog: (log) => {
        if (cancelledAt > 0 || !log.includes("services.xml")) return;
        cancelledAt = performance.now();
        controller.abort();
      },
    });
    expect(outcome).toMatchObject({ status: "cancelled", complete: false });
    expect(performance.now() - cancelledAt).toBeLessThan(2_000);
    expect(findings.map((finding) => finding.rule_id)).toEqual(["open-port", "open-port"]);
  });

  test("a refused target starts no process", async () => {
    const { outcome, log } = await runScan(nmapScanner, { target: "127.0.0.1", allowCidrs: [] });
    expect(outcome).toMatchObject({ status: "failed", error: { code: "target_refused" } });
    expect(log).toBe("");
  });

  test("a range is not a target", async () => {
    const { outcome } = await runScan(nmapScanner, { target: "127.0.0.0/30" });
    expect(outcome).toMatchObject({ status: "failed", error: { code: "target_invalid" } });
  });
});

describe("nmap arguments", () => {
  const pinned = {
    target: { kind: "host", scheme: null, host: "example.com", hostKind: "name", port: null, path: "/" },
    address: "2606:4700::1",
    family: 6,
  } as const;

  test("the pinned address stands alone behind --, the name only in the scripts' arguments", () => {
    for (const list of [
      discoveryArguments(pinned, null, "out.xml"),
      serviceArguments(pinned, [80, 443], "out.xml"),
    ]) {
      expect(list.slice(-3)).toEqual(["-6", "--", "2606:4700::1"]);
      expect(list).not.toContain("example.com");
    }
    expect(serviceArguments(pinned, [80], "out.xml")).toContain(
      "tls.servername=example.com,http.host=example.com",
    );
  });
});

describe("nmap options", () => {
  test.each(["22", "22,80,8000-8100", "1-65535"])("ports %j are accepted", (ports) => {
    expect(nmapScanner.parseOptions("services", { ports }).ok).toBe(true);
  });

  test.each([
    "",
    "0",
    "65536",
    "90-80",
    "22;id",
    "-p",
    "T:22",
    "22,",
    "1-2-3",
    "http*",
    `${"1,".repeat(200)}1`,
  ])("ports %j are refused", (ports) => {
    const parsed = nmapScanner.parseOptions(null, { ports });
    expect(parsed.ok ? [] : parsed.errors.map((error) => error.pointer)).toContain("/options/ports");
  });

  test("free flags and scripts are refused", () => {
    expect(nmapScanner.parseOptions(null, { script: "exploit" }).ok).toBe(false);
    expect(nmapScanner.parseOptions("aggressive", {}).ok).toBe(false);
  });
});

describe("parseNmap", () => {
  const report = (host: string, exit = "success") =>
    readXml(
      `<nmaprun>${host}<runstats><finished exit="${exit}"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>`,
    );
  const now = new Date("2026-01-01T00:00:00Z");

  test("a run that was cut short is no report", () => {
    expect(parseNmap(readXml("<nmaprun></nmaprun>"), "h", now)).toBeNull();
    expect(parseNmap(report("", "success"), "h", now)).toBeNull();
    expect(parseNmap(report("<host/>", "error"), "h", now)).toBeNull();
    expect(parseNmap(null, "h", now)).toBeNull();
  });

  test("a host that timed out or is down is not covered", () => {
    expect(parseNmap(report('<host timedout="true"><status state="up"/></host>'), "h", now)?.complete).toBe(
      false,
    );
    expect(parseNmap(report('<host><status state="down"/></host>'), "h", now)?.complete).toBe(false);
    expect(parseNmap(report('<host><status state="up"/></host>'), "h", now)?.complete).toBe(true);
  });

  test("the order of ports and scripts in the document changes nothing", () => {
    const ports = [80, 443].map(
      (id) => `<port protocol="tcp" portid="${id}"><state state="open"/><service name="http"/></port>`,
    );
    const one = parseNmap(
      report(`<host><status state="up"/><ports>${ports.join("")}</ports></host>`),
      "h",
      now,
    );
    const two = parseNmap(
      report(`<host><status state="up"/><ports>${ports.reverse().join("")}</ports></host>`),
      "h",
      now,
    );
    expect(two).toEqual(one);
    expect(one?.openPorts).toEqual([80, 443]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoTarget, startDemoTarget } from "@/demo/target/start-demo-target";
import { readXml } from "../read-xml";
import { identities, runScan } from "../testing/run-scan";
import { parseSslscan } from "./parse-sslscan";
import { sslscanScanner } from "./sslscan-scanner";

const installed = await sslscanScanner.probe(new AbortController().signal);
const why = installed === null ? " [skipped: sslscan is not installed]" : "";

describe.skipIf(installed === null)(`sslscan on the demo target${why}`, () => {
  let demo: DemoTarget;
  beforeAll(async () => {
    demo = await startDemoTarget();
  });
  afterAll(() => demo.stop());

  test("finds every weakness of the TLS port", async () => {
    const { outcome, findings, log } = await runScan(sslscanScanner, { target: `127.0.0.1:${demo.tlsPort}` });
    expect(outcome).toEqual({ status: "succeeded", exit_code: 0, complete: true });
    const location = `127.0.0.1:${demo.tlsPort}/tcp`;
    expect(identities(findings)).toEqual([
      `certificate-expires-soon@${location}#certificate`,
      `certificate-self-signed@${location}#certificate`,
      `certificate-weak-key@${location}#certificate`,
      `certificate-weak-signature@${location}#certificate`,
      `deprecated-tls-version@${location}#TLSv1.0`,
      `deprecated-tls-version@${location}#TLSv1.1`,
      `unauthenticated-cipher@${location}#unauthenticated-cipher`,
    ]);
    expect(log).toContain("TLSv1.1");
  });

  test("a closed port and a port without TLS are failures, not clean bills", async () => {
    for (const port of [1, demo.port]) {
      const { outcome, findings } = await runScan(sslscanScanner, { target: `127.0.0.1:${port}` });
      expect(outcome).toMatchObject({
        status: "failed",
        error: { code: "connection_failed" },
        complete: false,
      });
      expect(findings).toEqual([]);
    }
  });
});

describe("parseSslscan", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  const parse = (inner: string) =>
    parseSslscan(readXml(`<document><ssltest>${inner}</ssltest></document>`), "h:443/tcp", now);
  const rulesOf = (inner: string) => {
    const parsed = parse(inner);
    return parsed.ok
      ? parsed.findings.map(({ rule_id, severity }) => `${rule_id} ${severity}`).sort()
      : parsed.message;
  };
  const strong =
    '<cipher status="preferred" sslversion="TLSv1.3" bits="256" cipher="TLS_AES_256_GCM_SHA384" strength="strong"/>';

  test("a sound server has no findings", () => {
    expect(rulesOf(`<protocol type="tls" version="1.3" enabled="1"/>${strong}`)).toEqual([]);
  });

  test("each flaw gets our own severity", () => {
    expect(
      rulesOf(
        `<protocol type="ssl" version="3" enabled="1"/><protocol type="ssl" version="2" enabled="0"/>${strong}
         <heartbleed sslversion="TLSv1.2" vulnerable="1"/><compression supported="1"/><renegotiation supported="1" secure="0"/>
         <cipher status="accepted" sslversion="TLSv1.0" bits="128" cipher="RC4-SHA" strength="weak"/>
         <cipher status="accepted" sslversion="TLSv1.0" bits="112" cipher="DES-CBC3-SHA" strength="medium"/>
         <cipher status="accepted" sslversion="TLSv1.0" bits="0" cipher="NULL-SHA" strength="null"/>
         <cipher status="accepted" sslversion="TLSv1.0" bits="40" cipher="EXP-RC4-MD5" strength="weak"/>
         <certificates><certificate><pk type="EC" bits="256"/><self-signed>false</self-signed><expired>true</expired></certificate></certificates>`,
      ),
    ).toEqual([
      "certificate-expired high",
      "deprecated-ssl-version high",
      "export-cipher high",
      "heartbleed critical",
      "insecure-renegotiation medium",
      "tls-compression medium",
      "unencrypted-cipher high",
      "weak-cipher medium",
    ]);
  });

  test("no report, an error and a port without TLS are told apart from a clean one", () => {
    expect(parseSslscan(null, "h", now).ok).toBe(false);
    expect(parseSslscan(readXml("<document><error>refused</error></document>"), "h", now)).toEqual({
      ok: false,
      message: "refused",
    });
    expect(parse('<protocol type="tls" version="1.2" enabled="0"/>').ok).toBe(false);
  });
});

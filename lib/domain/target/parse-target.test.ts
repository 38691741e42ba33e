import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTarget } from "./parse-target";
import { refuseTarget } from "./refuse-target";
import { parseAddress, parseCidr } from "./target-address";

function parsed(raw: string) {
  const result = parseTarget(raw);
  if (!result.ok) throw new Error(`${raw}: ${result.message}`);
  return result.target;
}

describe("parseTarget", () => {
  test.each([
    [
      "https://Example.com/a/../b?q=1#x",
      { kind: "url", scheme: "https", host: "example.com", hostKind: "name", port: null, path: "/b?q=1" },
    ],
    [
      "http://127.0.0.1:8080",
      { kind: "url", scheme: "http", host: "127.0.0.1", hostKind: "ipv4", port: 8080, path: "/" },
    ],
    [
      "https://[2606:4700:0::1]:8443/x",
      { kind: "url", scheme: "https", host: "2606:4700::1", hostKind: "ipv6", port: 8443, path: "/x" },
    ],
    [
      "example.com.",
      { kind: "host", scheme: null, host: "example.com", hostKind: "name", port: null, path: "/" },
    ],
    [
      "bücher.example:25",
      {
        kind: "host_port",
        scheme: null,
        host: "xn--bcher-kva.example",
        hostKind: "name",
        port: 25,
        path: "/",
      },
    ],
    [
      "2606:4700::1",
      { kind: "host", scheme: null, host: "2606:4700::1", hostKind: "ipv6", port: null, path: "/" },
    ],
    [
      "_dmarc.example.com",
      { kind: "host", scheme: null, host: "_dmarc.example.com", hostKind: "name", port: null, path: "/" },
    ],
  ])("%j is read", (raw, target) => expect(parsed(raw)).toEqual(target));

  test.each([
    "",
    " ",
    "http://",
    "ftp://example.com",
    "javascript://example.com",
    "http://user@example.com",
    "http://example.com@127.0.0.1",
    "http://a\\b",
    "example.com/24",
    "10.0.0.0/8",
    "a,b",
    "a b",
    "http://a b/",
    "-oX",
    "--script=x",
    "http://-a.example",
    "http://127.1",
    "http://0177.0.0.1",
    "http://0x7f.0.0.1",
    "http://2130706433",
    "http://127.0.0.1.:80",
    "http://１２７.0.0.1",
    "http://%31%32%37.0.0.1",
    "http://[::1",
    "http://[::1%25lo]",
    "http://[127.0.0.1]",
    "::1:80:zz",
    "example.com:0",
    "example.com:65536",
    "example.com:",
    "example..com",
    "a".repeat(64),
    "http://example.com\u0000",
    "http://\ud800",
    "1.2.3.4-9",
    "*.example.com",
  ])("%j is refused", (raw) => expect(parseTarget(raw).ok).toBe(false));

  test("never throws, and what it accepts reads back as itself", () => {
    const raw = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.webUrl({ withQueryParameters: true }),
      fc.domain(),
      fc.ipV4Extended(),
      fc.ipV6(),
      fc.stringMatching(/^[a-z0-9.:/@[\]%x-]{1,30}$/),
    );
    fc.assert(
      fc.property(raw, (candidate) => {
        const result = parseTarget(candidate);
        if (!result.ok) return;
        const { target } = result;
        const host = target.hostKind === "ipv6" ? `[${target.host}]` : target.host;
        const port = target.port === null ? "" : `:${target.port}`;
        const again =
          target.scheme === null ? `${host}${port}` : `${target.scheme}://${host}${port}${target.path}`;
        expect(parseTarget(again)).toEqual(result);
        expect(target.host.startsWith("-")).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  test("the host is the one that the platform's URL parser would connect to", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.:@[\]%x_-]{1,30}$/), (authority) => {
        const result = parseTarget(`http://${authority}/`);
        if (!result.ok) return;
        const { hostname, port } = new URL(`http://${authority}/`);
        const bare = hostname.replace(/^\[|\]$|\.$/g, "");
        expect(parseAddress(bare)?.value ?? bare).toEqual(
          parseAddress(result.target.host)?.value ?? result.target.host,
        );
        expect(port === "" ? 80 : Number(port)).toBe(result.target.port ?? 80);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("refuseTarget", () => {
  const loopback = [parseCidr("127.0.0.0/8")].filter((cidr) => cidr !== null);

  test.each([
    "http://127.0.0.1",
    "localhost:80",
    "a.localhost",
    "metadata.google.internal",
    "[::ffff:7f00:1]",
    "169.254.169.254",
    "10.1.1.1",
    "0.0.0.0",
  ])("%s is refused without an allow list", (raw) =>
    expect(refuseTarget(parsed(raw), [])).toMatch(/not allowed/),
  );

  test("an operator's loopback range opens loopback and nothing else", () => {
    expect(refuseTarget(parsed("http://127.0.0.1:8080"), loopback)).toBeNull();
    expect(refuseTarget(parsed("localhost"), loopback)).toBeNull();
    expect(refuseTarget(parsed("10.1.1.1"), loopback)).not.toBeNull();
    expect(refuseTarget(parsed("metadata.google.internal"), loopback)).not.toBeNull();
  });

  test("public names and addresses pass", () => {
    expect(refuseTarget(parsed("example.com"), [])).toBeNull();
    expect(refuseTarget(parsed("8.8.8.8"), [])).toBeNull();
  });
});

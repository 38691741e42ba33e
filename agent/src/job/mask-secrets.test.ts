import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSecretMasker, maskText } from "./mask-secrets";

const letters = (length: number) => "Ab3dE6gH".repeat(40).slice(0, length);
const secrets = {
  agentKey: `mst_ag_abcdefghij_${"a1b2c3d4".repeat(5)}`,
  github: `ghp_${letters(36)}`,
  aws: `AKIA${"ABCDEFGH12345678"}`,
  stripe: `sk_live_${letters(24)}`,
  jwt: `eyJ${letters(20)}.eyJ${letters(60)}.${letters(43)}`,
  slack: `xoxb-${letters(40)}`,
  bearer: `Authorization: Bearer ${letters(40)}`,
  userinfo: `https://user:hunter2secret@example.com/`,
  privateKey: `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(64)}\n-----END RSA PRIVATE KEY-----`,
};
const secretParts = ["a1b2c3d4a1b2", letters(16), "ABCDEFGH12345678", "hunter2secret"];

function maskInPieces(bytes: Buffer, cuts: number[]): Buffer {
  const masker = createSecretMasker();
  const edges = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const pieces = [0, ...edges].map((from, index) => bytes.subarray(from, edges[index] ?? bytes.length));
  return Buffer.concat([...pieces.map((piece) => masker.push(piece)), masker.end()]);
}

describe.each(Object.entries(secrets))("%s", (_name, secret) => {
  test("is masked however the output is cut into pieces", () => {
    const bytes = Buffer.from(`before\n${secret} after\n`);
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 12 }), (cuts) => {
        const text = maskInPieces(bytes, cuts).toString();
        for (const part of secretParts) expect(text).not.toContain(part);
        expect(text).toContain("[masked]");
        expect(text.startsWith("before\n")).toBe(true);
        expect(text.endsWith(" after\n")).toBe(true);
      }),
    );
  });
});

test("is masked when every byte comes alone", () => {
  const bytes = Buffer.from(`x ${Object.values(secrets).join("\n")}\n`);
  const cuts = Array.from({ length: bytes.length }, (_, index) => index);
  const text = maskInPieces(bytes, cuts).toString();
  for (const part of secretParts) expect(text).not.toContain(part);
});

test("bytes that are no secret go through unchanged, NUL and broken UTF-8 included", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.array(fc.nat(500)), (bytes, cuts) => {
      expect(maskInPieces(Buffer.from(bytes), cuts)).toEqual(Buffer.from(bytes));
    }),
  );
});

test("output without any space is not held back for ever", () => {
  const masker = createSecretMasker();
  expect(masker.push(Buffer.from("x".repeat(100_000))).length).toBeGreaterThan(90_000);
});

test("a line is passed on as soon as it is complete", () => {
  const masker = createSecretMasker();
  expect(masker.push(Buffer.from("scanning port 443\n")).toString()).toBe("scanning port 443\n");
});

test("plain words that only resemble tokens stay", () => {
  for (const text of ["basic authentication", "bearer of news", "http://example.com:8080/a@b", "eyJ", "AKIA"])
    expect(maskText(text)).toBe(text);
});

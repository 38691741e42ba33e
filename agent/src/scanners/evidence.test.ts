import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clipEvidence, maskValue, printableLine } from "./evidence";

const anyText = fc.string({
  unit: fc.constantFrom("a", "é", "€", "😀", "\ud800", "\u0000", "\u001b", "\n", "\u202e"),
  maxLength: 6_000,
});

describe("evidence", () => {
  test("is valid text of at most 4 KiB without control characters, whatever the target sent", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const evidence = clipEvidence(text);
        expect(Buffer.byteLength(evidence)).toBeLessThanOrEqual(4_096);
        expect(Buffer.from(evidence, "utf8").toString("utf8")).toBe(evidence);
        for (const character of ["\u0000", "\u001b", "\u202e"])
          expect(evidence.includes(character)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test("a log line is one line", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printableLine(text)).not.toMatch(/[\n\r]/);
      }),
    );
  });

  test("a masked value never shows more than a sixth of it", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const shown = maskValue(value).slice(0, -4);
        expect(value.startsWith(shown)).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(Math.min(4, value.length / 6));
      }),
    );
  });
});

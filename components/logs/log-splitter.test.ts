import { describe, expect, it } from "vitest";
import { createLogSplitter } from "./log-splitter";

const encode = (text: string) => new TextEncoder().encode(text);
const piece = (text: string, offset: number, receivedAtMs = 1) => ({
  offset,
  receivedAtMs,
  bytes: encode(text),
});

describe("createLogSplitter", () => {
  it("joins lines, and characters of several bytes, across any cut", () => {
    const text = "grüße an 東京\nzweite Zeile\n🙂🙃\nrest";
    const bytes = encode(text);
    for (let size = 1; size <= bytes.length; size++) {
      const splitter = createLogSplitter("stdout");
      const lines: string[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        const cut = bytes.subarray(at, at + size);
        lines.push(...splitter.push({ offset: at, receivedAtMs: 1, bytes: cut }).map((line) => line.text));
      }
      expect(lines).toEqual(["grüße an 東京", "zweite Zeile", "🙂🙃"]);
      expect(splitter.tail()?.text).toBe("rest");
    }
  });

  it("dates a line by its first byte", () => {
    const splitter = createLogSplitter("stdout");
    splitter.push(piece("ab", 0, 100));
    expect(splitter.push(piece("c\nd\n", 2, 200))).toEqual([
      { stream: "stdout", receivedAtMs: 100, text: "abc" },
      { stream: "stdout", receivedAtMs: 200, text: "d" },
    ]);
  });

  it("passes over bytes it has had, in whole or in part", () => {
    const splitter = createLogSplitter("stdout");
    splitter.push(piece("one\ntwo\n", 0));
    expect(splitter.push(piece("one\ntwo\n", 0))).toEqual([]);
    expect(splitter.push(piece("two\nthree\n", 4)).map((line) => line.text)).toEqual(["three"]);
    expect(splitter.nextOffset()).toBe(14);
  });

  it("says how many bytes are missing in place of joining what does not belong together", () => {
    const splitter = createLogSplitter("stderr");
    splitter.push(piece("half", 0));
    const texts = splitter.push(piece("end\n", 10)).map((line) => line.text);
    expect(texts).toEqual(["half", "[6 bytes are missing here]", "end"]);
  });

  it("keeps broken UTF-8 and NUL without failing", () => {
    const splitter = createLogSplitter("stdout");
    const bytes = new Uint8Array([0x61, 0xff, 0x00, 0x62, 0x0a]);
    expect(splitter.push({ offset: 0, receivedAtMs: 1, bytes })[0]?.text).toBe("a\ufffd\0b");
  });

  it("cuts a line that does not end", () => {
    const splitter = createLogSplitter("stdout");
    expect(splitter.push(piece("x".repeat(70_000), 0))).toHaveLength(1);
    expect(splitter.tail()).toBeNull();
  });
});

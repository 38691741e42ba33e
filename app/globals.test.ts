import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const css = readFileSync(fileURLToPath(new URL("./globals.css", import.meta.url)), "utf8");

function tokensOf(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio of two tokens. */
function contrast(tokens: Map<string, string>, one: string, other: string): number {
  const [x, y] = [one, other].map((name) => luminance(tokens.get(name) ?? "#000000"));
  const [light, dark] = [Math.max(x ?? 0, y ?? 0), Math.min(x ?? 0, y ?? 0)];
  return (light + 0.05) / (dark + 0.05);
}

const root = tokensOf(":root");
const dark = tokensOf('[data-theme="dark"]');
const admin = tokensOf('[data-console="admin"]');
const adminDark = tokensOf('[data-theme="dark"] [data-console="admin"]');
const themes = [
  ["light", root],
  ["dark", dark],
  ["light admin", new Map([...root, ...admin])],
  ["dark admin", new Map([...dark, ...admin, ...adminDark])],
] as const;

const tones = ["ok", "run", "wait", "bad", "off", "shared", "dedicated", "premium", "admin"];
const grounds = ["bg", "panel", "sunk", "hover"];
const textPairs = [
  ...["ink", "ink-2", "ink-3", "accent", ...tones].flatMap((text) =>
    grounds.map((on) => [text, on] as const),
  ),
  ...tones.map((tone) => [tone, `${tone}-bg`] as const),
  ...[...tones.map((tone) => `${tone}-bg`), "accent-soft"].flatMap((on) => [
    ["ink", on] as const,
    ["ink-2", on] as const,
  ]),
  ["ink-3", "accent-soft"],
  ["accent", "accent-soft"],
  ["accent-ink", "accent"],
  ["accent-ink", "accent-hover"],
  ["danger-ink", "danger"],
  ["danger-ink", "danger-hover"],
  ["side-ink", "side"],
  ["side-ink", "side-on"],
  ["side-ink-2", "side"],
  ["side-ink-2", "side-on"],
  ["side", "side-mark"],
] as const;

describe.each(themes)("the %s tokens", (_, tokens) => {
  it("keep 4.5:1 for every text on every ground it is used on", () => {
    const weak = textPairs
      .filter(([text, on]) => contrast(tokens, text, on) < 4.5)
      .map((pair) => pair.join(" on "));
    expect(weak).toEqual([]);
  });

  it("keep 3:1 for input edges and focus rings", () => {
    const pairs = ["edge", "focus"].flatMap((mark) =>
      ["bg", "panel", "sunk"].map((on) => [mark, on] as const),
    );
    const weak = pairs
      .filter(([mark, on]) => contrast(tokens, mark, on) < 3)
      .map((pair) => pair.join(" on "));
    expect(weak).toEqual([]);
    expect(contrast(tokens, "side-mark", "side")).toBeGreaterThan(3);
  });
});

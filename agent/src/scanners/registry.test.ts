import { describe, expect, test } from "vitest";
import { findScanner, probeTools, scanners } from "./registry";

describe("registry", () => {
  test("tool names are unique and found by name", () => {
    expect(new Set(scanners.map((scanner) => scanner.tool)).size).toBe(scanners.length);
    for (const scanner of scanners) expect(findScanner(scanner.tool)).toBe(scanner);
    expect(findScanner("sqlmap")).toBeNull();
  });

  test("the built-in scanners are available on every host, and each tool is reported under its scanner's name", async () => {
    const names = (await probeTools()).map((tool) => tool.name);
    expect(names).toEqual(expect.arrayContaining(["http-headers", "secrets"]));
    for (const name of names) expect(findScanner(name)).not.toBeNull();
  });
});

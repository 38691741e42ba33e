import { describe, expect, it } from "vitest";
import { formatPage } from "./format-page";

const page = formatPage({
  date: "2026-11-20",
  isQuick: false,
  rounds: 5,
  roundSeconds: 5,
  machine: { cores: 2 },
  versions: { postgres: "18.4" },
  measurements: [
    {
      name: "submit-http",
      unit: "jobs/s",
      value: 1_234.5,
      rounds: [1_300, 1_234.5, 999.4],
      how: "Jobs submitted a second.",
      target: { atLeast: 1_100.4 },
      peer: { name: "graphile-worker", value: 1_100.4 },
    },
    { name: "memory", unit: "MiB", value: 301, how: "Resident memory.", target: { atMost: 300 } },
    { name: "memory-beside", unit: "MiB", value: 301, how: "The same.", target: null },
  ],
});

describe("the results page", () => {
  it("has a row a figure with spread, target, peer and verdict, none of it where there is none", () => {
    expect(page.split("\n").filter((line) => /^\| (submit|memory)/.test(line))).toEqual([
      "| submit-http | 1,235 jobs/s | 999 to 1,300 | at least 1,100 | graphile-worker 1,100 | ok |",
      "| memory | 301 MiB |  | at most 300 |  | missed |",
      "| memory-beside | 301 MiB |  |  |  |  |",
    ]);
  });

  it("says of each figure how it was measured, and on what", () => {
    expect(page).toContain("- **memory**: Resident memory.");
    expect(page).toContain("| cores | 2 |\n| postgres | 18.4 |");
  });
});

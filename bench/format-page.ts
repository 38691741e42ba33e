import type { Measurement } from "./figure";
import { FIGURE_COLUMNS, figureCells } from "./figure-cells";

export interface Run {
  date: string;
  isQuick: boolean;
  rounds: number;
  roundSeconds: number;
  machine: Record<string, string | number>;
  versions: Record<string, string>;
  measurements: readonly Measurement[];
}

/** docs/benchmarks.md. */
export function formatPage(run: Run): string {
  const { date, isQuick, rounds, roundSeconds, machine, versions, measurements } = run;
  const kind = isQuick
    ? "A quick run: small counts and one round, so the figures say little."
    : `Where a spread is shown: the median of ${rounds} rounds of ${roundSeconds} s after a warm-up, unless the row says otherwise below. Without: measured once.`;
  return [
    "# Benchmarks",
    "",
    `Written by \`npm run bench -- --write\` on ${date}. ${kind}`,
    "Clients, server and Postgres share one machine. A figure is ok when it meets its target; without a target it is shown for",
    "orientation. A peer's value was taken in the same run, by a process of its own, with a database of its own on the same",
    "Postgres (BullMQ: on a Redis that writes to disk every second, so it may lose the last second).",
    "",
    ...toTable(FIGURE_COLUMNS, measurements.map(figureCells)),
    "",
    "## How each is measured",
    "",
    ...measurements.map(({ name, how }) => `- **${name}**: ${how}`),
    "",
    "## Machine and versions",
    "",
    ...toTable(["", ""], Object.entries({ ...machine, ...versions })),
    "",
  ].join("\n");
}

function toTable(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)];
}

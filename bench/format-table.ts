import type { Measurement } from "./figure";
import { FIGURE_COLUMNS, figureCells } from "./figure-cells";

/** The figures as lines of text, in columns. */
export function formatTable(measurements: readonly Measurement[]): string {
  const table = [[...FIGURE_COLUMNS], ...measurements.map(figureCells)];
  const widths = FIGURE_COLUMNS.map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? "").length)),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

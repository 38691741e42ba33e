import { boundOf, type Measurement, type Target, toFigure } from "./figure";

/** The figures as lines of text, in columns. */
export function formatTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => {
    const { name, value, unit, peer, ok } = toFigure(measurement);
    const verdict = measurement.target === null ? "" : ok ? "ok" : "missed";
    return [
      name,
      `${format(value)} ${unit}`,
      formatTarget(measurement.target),
      peer ? `${peer.name} ${format(peer.value)}` : "",
      verdict,
    ];
  });
  const table = [["figure", "value", "target", "peer", ""], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function formatTarget(target: Target | null): string {
  if (target === null) return "";
  return `${"atLeast" in target ? "at least" : "at most"} ${format(boundOf(target))}`;
}

function format(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}

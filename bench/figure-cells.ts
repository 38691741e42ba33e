import { boundOf, type Measurement, rounded, toFigure } from "./figure";
import { formatNumber } from "./format-number";

export const FIGURE_COLUMNS = ["figure", "value", "spread", "target", "peer", ""] as const;

/** A measurement as a row of a table. */
export function figureCells(measurement: Measurement): string[] {
  const { name, unit, value, peer, ok } = toFigure(measurement);
  const { target } = measurement;
  const bound =
    target && `${"atLeast" in target ? "at least" : "at most"} ${formatNumber(rounded(boundOf(target)))}`;
  return [
    name,
    `${formatNumber(value)} ${unit}`,
    spread(measurement.rounds ?? []),
    bound ?? "",
    peer ? `${peer.name} ${formatNumber(peer.value)}` : "",
    target === null ? "" : ok ? "ok" : "missed",
  ];
}

/** The smallest and the largest round. */
function spread(rounds: readonly number[]): string {
  if (rounds.length < 2) return "";
  return [Math.min(...rounds), Math.max(...rounds)].map((value) => formatNumber(rounded(value))).join(" to ");
}

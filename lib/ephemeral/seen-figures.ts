import type { SeenRow } from "@/lib/ephemeral/ephemeral-state";

/** What of a beat the consoles show. */
export interface SeenFigures {
  loadScore: number;
  cpuPercent: number;
  memoryPercent: number;
}

/** The row as of a beat `ageMs` ago; the row itself where that says nothing newer, or its agent has gone since. */
export function overlaySeen<Row extends SeenRow>(row: Row, figures: SeenFigures, ageMs: number): Row {
  const seenAt = new Date(row.now.getTime() - ageMs);
  if (row.reportedOffline || row.lastSeenAt === null || seenAt <= row.lastSeenAt) return row;
  const { loadScore, cpuPercent, memoryPercent } = figures;
  return { ...row, lastSeenAt: seenAt, loadScore, cpuPercent, memoryPercent };
}

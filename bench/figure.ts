/** What a scenario has measured, before it is judged. */
export interface Measurement {
  name: string;
  unit: string;
  value: number;
  /** One sentence on what was done and counted, for whoever reads the results page. */
  how: string;
  /** What was measured again and again, shown as spread. Absent: measured once. */
  rounds?: readonly number[];
  /** Null: shown for orientation. */
  target: Target | null;
  /** Another system's value of the same kind, taken in the same run on the same Postgres. */
  peer?: Peer;
}

export type Target = { atLeast: number } | { atMost: number };

export interface Peer {
  name: string;
  value: number;
}

/** One entry of `figures` in the output of `npm run --silent bench -- --json`. */
export interface Figure {
  name: string;
  unit: string;
  value: number;
  target: number | null;
  peer: Peer | null;
  ok: boolean;
}

export function toFigure({ name, unit, value, target, peer }: Measurement): Figure {
  return {
    name,
    unit,
    value: rounded(value),
    target: target === null ? null : rounded(boundOf(target)),
    peer: peer ? { name: peer.name, value: rounded(peer.value) } : null,
    ok: target === null || meets(value, target),
  };
}

export function boundOf(target: Target): number {
  return "atLeast" in target ? target.atLeast : target.atMost;
}

function meets(value: number, target: Target): boolean {
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
}

/** Three digits that say something are enough; more would pretend a precision that no run has. */
export function rounded(value: number): number {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return Number(value.toFixed(digits));
}

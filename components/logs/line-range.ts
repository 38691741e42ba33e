/** Lines that a link points at, counted from 1, first and last included. */
export interface LineRange {
  first: number;
  last: number;
}

/** `#L12` or `#L12-L20`, in either order. */
export function parseLineRange(hash: string): LineRange | null {
  const match = /^#L([1-9]\d{0,8})(?:-L([1-9]\d{0,8}))?$/.exec(hash);
  if (!match) return null;
  const a = Number(match[1]);
  const b = match[2] === undefined ? a : Number(match[2]);
  return { first: Math.min(a, b), last: Math.max(a, b) };
}

export function formatLineRange({ first, last }: LineRange): string {
  return first === last ? `#L${first}` : `#L${first}-L${last}`;
}

/** The range after a line's number was pressed; with Shift held it grows from where it began. */
export function extendLineRange(range: LineRange | null, line: number, shift: boolean): LineRange {
  if (!shift || !range) return { first: line, last: line };
  return { first: Math.min(range.first, line), last: Math.max(range.first, line) };
}

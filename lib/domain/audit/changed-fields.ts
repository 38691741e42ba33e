/** What an audit entry says of a change: the fields that differ, as they were and as they are. */
export interface FieldChange {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** Null when nothing differs. Values are compared by what they say, not by identity or by the order of their keys. */
export function changedFields(before: object, after: object): FieldChange | null {
  const change: FieldChange = { before: {}, after: {} };
  for (const [name, value] of Object.entries(after)) {
    const previous = (before as Record<string, unknown>)[name];
    if (canonical(previous) === canonical(value)) continue;
    change.before[name] = previous ?? null;
    change.after[name] = value;
  }
  return Object.keys(change.after).length > 0 ? change : null;
}

/** JSON with the keys of every object in order, so that equal values have equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

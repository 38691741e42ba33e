export interface AuditChange {
  name: string;
  before: string | null;
  after: string | null;
}

type State = Record<string, unknown> | null;

/** The members that differ, in words. What stayed the same is left out. */
export function auditChanges(before: State, after: State): AuditChange[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names]
    .map((name) => ({ name, before: text(before?.[name]), after: text(after?.[name]) }))
    .filter((change) => change.before !== change.after);
}

function text(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Columns and values as one line: "status running, attempt 1, agent id …9f3a1c02". */
export function foundWords(found: Record<string, unknown>): string {
  return Object.entries(found)
    .map(([column, value]) => `${column.replaceAll("_", " ")} ${valueWords(value)}`)
    .join(", ");
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function valueWords(value: unknown): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(valueWords).join(" and ");
  const text = String(value);
  return UUID.test(text) ? `…${text.slice(-8)}` : text;
}

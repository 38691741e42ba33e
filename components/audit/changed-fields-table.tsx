import type { AuditEntryView } from "@/lib/contracts/audit-log";

/** Before and after of an entry, a line a field. */
export function ChangedFieldsTable({ before, after }: Pick<AuditEntryView, "before" | "after">) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return <p className="text-ink-3">The entry holds no fields.</p>;
  return (
    <div className="overflow-x-auto rounded border border-line">
      <table className="w-full border-collapse text-left text-sm" aria-label="Fields before and after">
        <thead className="border-line border-b bg-sunk text-ink-3 text-xs">
          <tr>
            <th scope="col" className="px-3 py-1.5 font-normal">
              Field
            </th>
            <th scope="col" className="px-3 py-1.5 font-normal">
              Before
            </th>
            <th scope="col" className="px-3 py-1.5 font-normal">
              After
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {names.map((name) => (
            <tr key={name} className="align-top">
              <th scope="row" className="px-3 py-1.5 font-medium">
                {name}
              </th>
              <td className="px-3 py-1.5 font-mono text-ink-2 [overflow-wrap:anywhere]">
                {valueText(before?.[name])}
              </td>
              <td className="px-3 py-1.5 font-mono [overflow-wrap:anywhere]">{valueText(after?.[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function valueText(value: unknown): string {
  if (value === undefined || value === null || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

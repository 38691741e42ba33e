import { type Field, limitsOf } from "@/components/api-docs/describe-schema";
import { TypeText } from "@/components/api-docs/type-text";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";

/** Fields with type, limits and meaning. `marksOptional`: for what a caller sends, where leaving out is a choice. */
export function FieldTable({
  label,
  fields,
  marksOptional,
}: {
  label: string;
  fields: Field[];
  marksOptional: boolean;
}) {
  return (
    <div className="overflow-hidden rounded border border-line">
      <Table label={label}>
        <TableHead>
          <Th className="w-2/5">Field</Th>
          <Th className="w-1/4">Type</Th>
          <Th>Meaning</Th>
        </TableHead>
        <TableBody>
          {fields.map(({ name, schema, isRequired }) => (
            <TableRow key={name}>
              <Td className="align-top">
                <code className="font-mono text-sm [overflow-wrap:anywhere]">{name}</code>
                {marksOptional && isRequired ? <span className="ml-2 text-bad text-xs">required</span> : null}
              </Td>
              <Td label="Type" className="align-top text-ink-2 text-sm [overflow-wrap:anywhere]">
                <TypeText schema={schema} />
              </Td>
              <Td label="Meaning" className="align-top text-ink-2 text-sm [overflow-wrap:anywhere]">
                {[schema.description, ...limitsOf(schema)].filter(Boolean).join(" · ")}
              </Td>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

import { fieldsOf, type JsonSchema, typeParts } from "@/components/api-docs/describe-schema";
import { FieldTable } from "@/components/api-docs/field-table";
import { TypeText } from "@/components/api-docs/type-text";
import { Card } from "@/components/ui/card";

/** One type of the answers, field by field. */
export function NamedType({ name, schema }: { name: string; schema: JsonSchema }) {
  const fields = fieldsOf(schema);
  const bases = (schema.allOf ?? []).flatMap((part) => typeParts(part).filter((word) => "ref" in word));
  if (fields.length === 0) {
    return (
      <Card className="px-4 py-3.5 text-ink-2 sm:px-4.5">
        <TypeText schema={schema} />
      </Card>
    );
  }
  return (
    <div className="grid gap-2">
      {bases.length > 0 ? (
        <p className="text-ink-2">
          Everything of <TypeText schema={{ allOf: schema.allOf?.filter((part) => part.$ref) ?? [] }} />, and:
        </p>
      ) : null}
      <FieldTable label={`Fields of ${name}`} fields={fields} marksOptional={false} />
    </div>
  );
}

import Link from "next/link";
import { fieldsOf, type JsonSchema } from "@/components/api-docs/describe-schema";
import { TypeText } from "@/components/api-docs/type-text";
import { Card } from "@/components/ui/card";
import { paths } from "@/lib/client/paths";

/** Every named type in a line; an address ending in `#type-Job` leads to the line of that one. */
export function TypeList({ types }: { types: readonly [name: string, schema: JsonSchema][] }) {
  return (
    <Card>
      <ul className="divide-y divide-line">
        {types.map(([name, schema]) => (
          <li
            key={name}
            id={`type-${name}`}
            className="relative scroll-mt-6 px-4 py-2.5 target:bg-accent-soft hover:bg-hover sm:px-4.5"
          >
            <Link
              href={paths.apiType(name)}
              prefetch={false}
              className="font-medium text-ink after:absolute after:inset-0"
            >
              {name}
            </Link>
            <p className="text-ink-2 text-sm [overflow-wrap:anywhere]">
              <Summary schema={schema} />
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What it is for, or else what it is made of. */
function Summary({ schema }: { schema: JsonSchema }) {
  if (schema.description) return schema.description;
  const names = fieldsOf(schema)
    .filter(({ name }) => !/[.[]/.test(name))
    .map(({ name }) => name);
  return names.length > 0 ? names.join(", ") : <TypeText schema={schema} />;
}

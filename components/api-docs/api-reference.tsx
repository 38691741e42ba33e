import { fieldsOf, type JsonSchema, typeParts } from "@/components/api-docs/describe-schema";
import { FieldTable } from "@/components/api-docs/field-table";
import { type DescribedOperation, OperationSection } from "@/components/api-docs/operation-section";
import { TypeText } from "@/components/api-docs/type-text";
import { Card } from "@/components/ui/card";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import type { AnyContract } from "@/lib/contracts/contract";
import type { OpenApiDocument } from "@/lib/contracts/openapi";

/** Every operation by area and every named type, all in the page: the browser's own search finds anything. */
export function ApiReference({ document }: { document: OpenApiDocument }) {
  const tags = [...new Set(ALL_CONTRACTS.map((contract) => contract.tag))];
  const types = (document.components?.schemas ?? {}) as Record<string, JsonSchema>;
  return (
    <div className="gap-8 lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <Contents tags={tags} />
      <div className="grid min-w-0 gap-8">
        {tags.map((tag) => (
          <section key={tag} aria-labelledby={tagId(tag)} className="grid min-w-0 gap-3">
            <h2 id={tagId(tag)} className="scroll-mt-6 font-bold text-xl">
              {tag}
            </h2>
            {ALL_CONTRACTS.filter((contract) => contract.tag === tag).map((contract) => (
              <OperationSection
                key={contract.id}
                contract={contract}
                operation={operationOf(document, contract)}
                types={types}
              />
            ))}
          </section>
        ))}
        <section aria-labelledby="types" className="grid min-w-0 gap-3">
          <h2 id="types" className="scroll-mt-6 font-bold text-xl">
            Types
          </h2>
          {Object.keys(types)
            .sort()
            .map((name) => (
              <NamedType key={name} name={name} schema={types[name] ?? {}} />
            ))}
        </section>
      </div>
    </div>
  );
}

function operationOf(document: OpenApiDocument, contract: AnyContract): DescribedOperation {
  const item = document.paths?.[contract.path] as Record<string, DescribedOperation> | undefined;
  const operation = item?.[contract.method.toLowerCase()];
  if (!operation) throw new Error(`the description lacks ${contract.id}`);
  return operation;
}

function tagId(tag: string): string {
  return `area-${tag.toLowerCase().replace(/[^a-z]+/g, "-")}`;
}

const contentsLink = "block rounded-sm py-[3px] text-ink-2 text-sm hover:text-ink hover:underline";

function Contents({ tags }: { tags: readonly string[] }) {
  return (
    <nav
      aria-label="Contents"
      className="mb-6 lg:sticky lg:top-6 lg:mb-0 lg:max-h-[calc(100vh-3rem)] lg:self-start lg:overflow-y-auto"
    >
      <ul className="grid gap-3 max-lg:grid-cols-2 max-sm:grid-cols-1">
        {tags.map((tag) => (
          <li key={tag}>
            <a href={`#${tagId(tag)}`} className="block py-[3px] font-semibold text-sm hover:underline">
              {tag}
            </a>
            <ul className="max-lg:hidden">
              {ALL_CONTRACTS.filter((contract) => contract.tag === tag).map((contract) => (
                <li key={contract.id}>
                  <a href={`#${contract.id}`} className={contentsLink}>
                    {contract.id}
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
        <li>
          <a href="#types" className="block py-[3px] font-semibold text-sm hover:underline">
            Types
          </a>
        </li>
      </ul>
    </nav>
  );
}

function NamedType({ name, schema }: { name: string; schema: JsonSchema }) {
  const fields = fieldsOf(schema);
  const bases = (schema.allOf ?? []).flatMap((part) => typeParts(part).filter((word) => "ref" in word));
  return (
    <Card className="px-4 py-3.5 sm:px-4.5">
      <h3 id={`type-${name}`} className="scroll-mt-6 font-semibold">
        {name}
      </h3>
      {schema.description ? <p className="mt-1 text-ink-2">{schema.description}</p> : null}
      {fields.length === 0 ? (
        <p className="mt-1 text-ink-2 text-sm">
          <TypeText schema={schema} />
        </p>
      ) : null}
      {bases.length > 0 && fields.length > 0 ? (
        <p className="mt-1 text-ink-2 text-sm">
          Everything of <TypeText schema={{ allOf: schema.allOf?.filter((part) => part.$ref) ?? [] }} />, and:
        </p>
      ) : null}
      {fields.length > 0 ? (
        <div className="mt-2">
          <FieldTable label={`Fields of ${name}`} fields={fields} marksOptional={false} />
        </div>
      ) : null}
    </Card>
  );
}

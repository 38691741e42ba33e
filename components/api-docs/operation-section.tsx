import type { ReactNode } from "react";
import { accessText } from "@/components/api-docs/access-text";
import { fieldsOf, type JsonSchema, refName } from "@/components/api-docs/describe-schema";
import { FieldTable } from "@/components/api-docs/field-table";
import { MethodBadge } from "@/components/api-docs/method-badge";
import { ProseText } from "@/components/api-docs/prose-text";
import { TypeText } from "@/components/api-docs/type-text";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import type { AnyContract } from "@/lib/contracts/contract";

interface MediaType {
  schema?: JsonSchema;
  example?: unknown;
}

/** What the reference shows of an operation of the OpenAPI document. */
export interface DescribedOperation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: JsonSchema }[];
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, { description: string; content?: Record<string, MediaType> }>;
}

type OperationSectionProps = {
  contract: AnyContract;
  operation: DescribedOperation;
  types: Record<string, JsonSchema>;
};

export function OperationSection({ contract, operation, types }: OperationSectionProps) {
  const success = operation.responses[contract.status];
  const refusals = Object.entries(operation.responses).filter(
    ([status]) => status !== String(contract.status),
  );
  const parameters = (operation.parameters ?? []).map((parameter) => ({
    name: parameter.in === "query" ? parameter.name : `${parameter.name} (${parameter.in})`,
    schema: { ...parameter.schema, description: parameter.description ?? parameter.schema.description },
    isRequired: parameter.required ?? false,
  }));
  return (
    <Card className="px-4 py-4 sm:px-4.5">
      <h2 id={contract.id} className="scroll-mt-6 font-semibold text-lg">
        {operation.summary}
      </h2>
      <p className="mt-1.5 flex flex-wrap items-center gap-2">
        <MethodBadge method={contract.method} />
        <code className="font-mono text-sm [overflow-wrap:anywhere]">{contract.path}</code>
      </p>
      <p className="mt-2 text-ink-3 text-sm">{accessText(contract.access)}</p>
      {operation.description ? (
        <p className="mt-2 max-w-prose text-ink-2">
          <ProseText text={operation.description} />
        </p>
      ) : null}
      {parameters.length > 0 ? (
        <Part title="Parameters">
          <FieldTable label={`Parameters of ${contract.id}`} fields={parameters} marksOptional />
        </Part>
      ) : null}
      <Content
        title="Body"
        owner={contract.id}
        content={operation.requestBody?.content}
        types={types}
        marksOptional
      />
      <Content
        title={`Answer ${contract.status}`}
        owner={contract.id}
        content={success?.content}
        marksOptional={false}
      >
        {success?.content ? null : <p className="text-ink-2">{success?.description}</p>}
      </Content>
      <Part title="Refusals">
        <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[3rem_minmax(0,1fr)]">
          {/* What every operation can answer, 500 and 503, is said once at the head of the page. */}
          {refusals.map(([status, response]) => (
            <div key={status} className="contents">
              <dt className="font-medium tabular-nums">{status}</dt>
              <dd className="text-ink-2 max-sm:mb-1">
                <ProseText text={response.description} />
              </dd>
            </div>
          ))}
        </dl>
      </Part>
    </Card>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mt-4">
      <h3 className="mb-1.5 font-semibold text-sm">{title}</h3>
      {children}
    </div>
  );
}

type ContentProps = {
  title: string;
  owner: string;
  content: Record<string, MediaType> | undefined;
  marksOptional: boolean;
  /** Given for what is sent: its type serves this operation alone, so its fields are shown here. */
  types?: Record<string, JsonSchema>;
  children?: ReactNode;
};

/** A body: its fields when it has any of its own, otherwise its type or media types; then its example. */
function Content({ title, owner, content, marksOptional, types, children }: ContentProps) {
  if (!content) return children ? <Part title={title}>{children}</Part> : null;
  const json = content["application/json"];
  const others = Object.keys(content).filter((type) => type !== "application/json");
  const schema = json?.schema?.$ref ? (types?.[refName(json.schema.$ref)] ?? json.schema) : json?.schema;
  const fields = schema ? fieldsOf(schema) : [];
  return (
    <Part title={title}>
      <div className="grid min-w-0 gap-2">
        {json?.schema && fields.length === 0 ? (
          <p className="text-ink-2">
            <TypeText schema={json.schema} />
          </p>
        ) : null}
        {fields.length > 0 ? (
          <FieldTable label={`${title} of ${owner}`} fields={fields} marksOptional={marksOptional} />
        ) : null}
        {others.length > 0 ? (
          <p className="text-ink-2">
            {json ? "Also as " : "As "}
            {others.join(", ")}
          </p>
        ) : null}
        {json?.example === undefined ? null : (
          <details>
            <summary className="w-fit cursor-pointer rounded-sm text-ink-2 text-sm hover:text-ink">
              Example
            </summary>
            <CodeBlock
              className="mt-2"
              label={`Example: ${title.toLowerCase()} of ${owner}`}
              code={JSON.stringify(json.example, null, 2)}
            />
          </details>
        )}
      </div>
    </Part>
  );
}

import type { ApiArea } from "@/components/api-docs/api-areas";
import type { JsonSchema } from "@/components/api-docs/describe-schema";
import { type DescribedOperation, OperationSection } from "@/components/api-docs/operation-section";
import type { AnyContract } from "@/lib/contracts/contract";
import type { OpenApiDocument } from "@/lib/contracts/openapi";

/** Every operation of one area in full. */
export function AreaReference({ area, document }: { area: ApiArea; document: OpenApiDocument }) {
  const types = (document.components?.schemas ?? {}) as Record<string, JsonSchema>;
  return (
    <div className="grid min-w-0 gap-3">
      {area.contracts.map((contract) => (
        <OperationSection
          key={contract.id}
          contract={contract}
          operation={operationOf(document, contract)}
          types={types}
        />
      ))}
    </div>
  );
}

function operationOf(document: OpenApiDocument, contract: AnyContract): DescribedOperation {
  const item = document.paths?.[contract.path] as Record<string, DescribedOperation> | undefined;
  const operation = item?.[contract.method.toLowerCase()];
  if (!operation) throw new Error(`the description lacks ${contract.id}`);
  return operation;
}

import type { JsonSchema } from "@/components/api-docs/describe-schema";
import type { OpenApiDocument } from "@/lib/contracts/openapi";

/** The types that have a name, by it, in the order of the alphabet. */
export function namedTypes(document: OpenApiDocument): [name: string, schema: JsonSchema][] {
  const schemas = (document.components?.schemas ?? {}) as Record<string, JsonSchema>;
  return Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1));
}

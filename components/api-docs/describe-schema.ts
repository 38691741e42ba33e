/** JSON Schema put into words: what a reader of the API's reference wants to know of a field, and no more. */

export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/** A word of a type, or the name of a type that is described elsewhere. */
export type TypePart = { text: string } | { ref: string };

export interface Field {
  /** Path within the object: `token.id`, `items[].id`. */
  name: string;
  schema: JsonSchema;
  isRequired: boolean;
}

export function typeParts(schema: JsonSchema): TypePart[] {
  if (schema.$ref) return [{ ref: refName(schema.$ref) }];
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return joined(variants, " or ");
  if (schema.allOf) return joined(schema.allOf, " and ");
  if (schema.const !== undefined) return [{ text: JSON.stringify(schema.const) }];
  if (schema.enum) return [{ text: schema.enum.map((value) => JSON.stringify(value)).join(" | ") }];
  if (Array.isArray(schema.type)) {
    return joined(
      schema.type.map((type) => ({ ...schema, type })),
      " or ",
    );
  }
  if (schema.type === "array") return [{ text: "list of " }, ...typeParts(schema.items ?? {})];
  if (schema.type === "object" && !schema.properties && typeof schema.additionalProperties === "object") {
    return [{ text: "map of " }, ...typeParts(schema.additionalProperties)];
  }
  return [{ text: schema.type ?? "any value" }];
}

function joined(schemas: readonly JsonSchema[], word: string): TypePart[] {
  return schemas.flatMap((schema, index) =>
    index === 0 ? typeParts(schema) : [{ text: word }, ...typeParts(schema)],
  );
}

export function refName(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

/** The pattern of text without control characters, as the description writes it. */
const ONE_LINE = "^[^\\u0000-\\u001f\\u007f]*$";

/** Limits and default, each as a short phrase. */
export function limitsOf(schema: JsonSchema): string[] {
  const phrases: string[] = [];
  if (schema.format) phrases.push(schema.format);
  else if (schema.pattern) phrases.push(schema.pattern === ONE_LINE ? "one line" : schema.pattern);
  const range = (min: number | undefined, max: number | undefined, unit: string) => {
    const hasMax = max !== undefined && max < Number.MAX_SAFE_INTEGER;
    if (hasMax && min !== undefined) phrases.push(`${min} to ${max}${unit}`);
    else if (hasMax) phrases.push(`at most ${max}${unit}`);
    else if (min !== undefined && min > Number.MIN_SAFE_INTEGER) phrases.push(`at least ${min}${unit}`);
  };
  range(schema.minimum, schema.maximum, "");
  range(schema.minLength, schema.maxLength, " characters");
  range(schema.minItems, schema.maxItems, " entries");
  if (schema.default !== undefined) phrases.push(`default ${JSON.stringify(schema.default)}`);
  return phrases;
}

/** The fields of an object, and those of objects written inside it. Named types are not opened: they have a place of their own. */
export function fieldsOf(schema: JsonSchema, prefix = ""): Field[] {
  const parts = schema.allOf ?? schema.anyOf ?? schema.oneOf;
  if (parts) return onlyFirst(parts.flatMap((part) => fieldsOf(part, prefix)));
  if (schema.type === "array" && schema.items) return fieldsOf(schema.items, `${prefix}[]`);
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const name = prefix ? `${prefix}.${key}` : key;
    return [
      { name, schema: field, isRequired: schema.required?.includes(key) ?? false },
      ...fieldsOf(field, name),
    ];
  });
}

/** Variants of an object share fields: one row each. */
function onlyFirst(fields: readonly Field[]): Field[] {
  const seen = new Set<string>();
  return fields.filter(({ name }) => !seen.has(name) && seen.add(name));
}

import * as z from "zod";
import type { Json } from "./json";

interface JsonSchema {
  $ref?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: JsonSchema;
  $defs?: Record<string, JsonSchema>;
}

interface Field {
  pointer: string;
  isId: boolean;
  /** Takes names that the schema does not list. */
  isOpen: boolean;
  isGiven: boolean;
  /** The least and the greatest that a number may be. */
  ends: readonly number[];
}

/** Every field that a schema has, with whether `value` gives it. Of alternatives the ones that fit the value count. */
export function schemaFields(schema: z.ZodType, value: Json | undefined): Field[] {
  const root = inputSchema(schema);
  return [...fields(root, root, value, "")];
}

/** The names that an object schema insists on. */
export function requiredNames(schema: z.ZodType): string[] {
  return inputSchema(schema).required ?? [];
}

function inputSchema(schema: z.ZodType): JsonSchema {
  const root: unknown = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return root as JsonSchema;
}

function* fields(
  root: JsonSchema,
  schema: JsonSchema,
  value: Json | undefined,
  pointer: string,
): Generator<Field> {
  const alternatives = (schema.anyOf ?? [schema]).map((one) => resolved(root, one));
  const fitting = alternatives.filter((one) => fits(one, value));
  for (const one of fitting.length > 0 ? fitting : alternatives.slice(0, 1)) {
    if (one.anyOf) yield* fields(root, one, value, pointer);
    for (const [name, property] of Object.entries(one.properties ?? {})) {
      const given = isObject(value) ? value[name] : undefined;
      const at = `${pointer}/${name}`;
      yield { pointer: at, ...traits(root, property), isGiven: given !== undefined };
      yield* fields(root, property, given, at);
    }
    if (one.items) {
      const first = Array.isArray(value) ? value[0] : undefined;
      yield { pointer: `${pointer}/0`, ...traits(root, one.items), isGiven: first !== undefined };
      yield* fields(root, one.items, first, `${pointer}/0`);
    }
  }
}

function resolved(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const name = /^#\/\$defs\/(.+)$/.exec(schema.$ref ?? "")?.[1];
  return (name !== undefined && root.$defs?.[name]) || schema;
}

function traits(root: JsonSchema, schema: JsonSchema): Pick<Field, "isId" | "isOpen" | "ends"> {
  const alternatives = (schema.anyOf ?? [schema]).map((one) => resolved(root, one));
  return {
    isId: alternatives.some(({ format }) => format === "uuid"),
    isOpen: alternatives.some((one) => !one.properties && typeof one.additionalProperties === "object"),
    ends: alternatives.flatMap(({ minimum, maximum }) => [minimum ?? [], maximum ?? []].flat()),
  };
}

function fits(schema: JsonSchema, value: Json | undefined): boolean {
  if (schema.anyOf) return true;
  if (schema.items) return Array.isArray(value);
  if (!schema.properties) return !isObject(value) && !Array.isArray(value);
  const names = Object.keys(schema.properties);
  return isObject(value) && Object.keys(value).every((name) => names.includes(name));
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

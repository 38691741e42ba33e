import { expect, test } from "vitest";
import { fieldsOf, type JsonSchema, limitsOf, typeParts } from "@/components/api-docs/describe-schema";

const words = (schema: JsonSchema) =>
  typeParts(schema)
    .map((part) => ("ref" in part ? `<${part.ref}>` : part.text))
    .join("");

test("types read as a person would say them", () => {
  expect(words({ type: "string" })).toBe("string");
  expect(words({ type: ["integer", "null"] })).toBe("integer or null");
  expect(words({ anyOf: [{ $ref: "#/components/schemas/Tier" }, { type: "null" }] })).toBe("<Tier> or null");
  expect(words({ type: "array", items: { $ref: "#/components/schemas/Job" } })).toBe("list of <Job>");
  expect(words({ type: "object", additionalProperties: { type: "number" } })).toBe("map of number");
  expect(words({ type: "string", enum: ["raw", "json"] })).toBe('"raw" | "json"');
  expect(words({})).toBe("any value");
});

test("limits leave out what says nothing", () => {
  expect(limitsOf({ minimum: 1, maximum: 100, default: 25 })).toEqual(["1 to 100", "default 25"]);
  expect(limitsOf({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toEqual(["at least 0"]);
  expect(limitsOf({ maxLength: 200 })).toEqual(["at most 200 characters"]);
  expect(limitsOf({ format: "uuid", pattern: "^.*$" })).toEqual(["uuid"]);
});

test("fields of nested objects and of variants are listed once with their path", () => {
  const schema: JsonSchema = {
    type: "object",
    required: ["items"],
    properties: {
      items: {
        type: "array",
        items: {
          anyOf: [
            {
              type: "object",
              required: ["id"],
              properties: { id: { type: "string" }, a: { type: "string" } },
            },
            {
              type: "object",
              required: ["id"],
              properties: { id: { type: "string" }, b: { type: "string" } },
            },
          ],
        },
      },
      job: { $ref: "#/components/schemas/Job" },
    },
  };
  expect(fieldsOf(schema).map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ["items", true],
    ["items[].id", true],
    ["items[].a", false],
    ["items[].b", false],
    ["job", false],
  ]);
});

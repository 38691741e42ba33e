import { describe, expect, test } from "vitest";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import { errorsOf } from "@/lib/contracts/contract-errors";
import { AppError, ERROR_CODES } from "@/lib/domain/errors";
import { apiDescription } from "@/lib/http/api-description";
import { PROBLEMS, problemResponse } from "@/lib/http/problem";
import { log } from "@/lib/log";

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const document = JSON.parse(JSON.stringify(apiDescription())) as JsonObject;
const METHODS = ["get", "post", "put", "patch", "delete"];

function at(pointer: string): Json | undefined {
  return pointer
    .slice(2)
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json | undefined>((value, key) => (isObject(value) ? value[key] : undefined), document);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value;
}

/** Every object in the document with the key under which it lies. */
function* objects(value: Json, key = ""): Generator<{ key: string; value: JsonObject }> {
  if (Array.isArray(value)) for (const item of value) yield* objects(item, key);
  else if (isObject(value)) {
    yield { key, value };
    for (const [name, item] of Object.entries(value)) yield* objects(item, name);
  }
}

function operations(): { path: string; method: string; operation: JsonObject }[] {
  return Object.entries(object(document.paths)).flatMap(([path, item]) =>
    Object.entries(object(item)).map(([method, operation]) => ({
      path,
      method,
      operation: object(operation),
    })),
  );
}

describe("the OpenAPI document", () => {
  test("names no shape as one that may be null: a use says that", () => {
    const schemas = object(object(document.components).schemas);
    expect(schemas).toHaveProperty("LogChunk");
    const nullable = Object.entries(schemas).filter(([, schema]) =>
      [object(schema).type].flat().includes("null"),
    );
    expect(nullable.map(([name]) => name)).toEqual([]);
    const job = object(object(schemas.Job).properties);
    expect(job.tier_max).toEqual({ $ref: "#/components/schemas/Tier" });
    expect(job.tier_requested).toEqual({ anyOf: [{ $ref: "#/components/schemas/Tier" }, { type: "null" }] });
  });

  test("is 3.1 with title, version and only known members", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    expect(Object.keys(document).sort()).toEqual([
      "components",
      "info",
      "openapi",
      "paths",
      "servers",
      "tags",
      "webhooks",
    ]);
    expect(Object.keys(object(document.components)).sort()).toEqual([
      "examples",
      "parameters",
      "schemas",
      "securitySchemes",
    ]);
  });

  test("describes every contract once, at its method and path", () => {
    const described = operations().map(({ method, path, operation }) => [
      operation.operationId,
      method,
      path,
    ]);
    const wanted = ALL_CONTRACTS.map(({ id, method, path }) => [id, method.toLowerCase(), path]);
    expect(described.sort()).toEqual(wanted.sort());
    expect(new Set(described.map(([id]) => id)).size).toBe(ALL_CONTRACTS.length);
  });

  test("tells of every refusal that can be met: with an operation, or once for all of them", () => {
    const told = new Set(ALL_CONTRACTS.flatMap(errorsOf));
    for (const code of ERROR_CODES.filter((code) => !told.has(code))) {
      expect(object(document.info).description).toContain(`${PROBLEMS[code].status} \`${code}\``);
    }
  });

  test("shows a problem's type as it is answered", async () => {
    const problem = problemResponse(new AppError("invalid_input", "Refused."), "request-0001", log);
    const { type } = (await problem.json()) as { type: string };
    expect(at("#/components/schemas/Problem/properties/type")).toMatchObject({ example: type });
  });

  test("has no reference that leads nowhere", () => {
    for (const { value } of objects(document)) {
      if (typeof value.$ref !== "string") continue;
      expect(value.$ref).toMatch(/^#\//);
      expect(at(value.$ref), value.$ref).toBeDefined();
    }
  });

  test("names component keys and media types as the specification wants them", () => {
    for (const group of Object.values(object(document.components))) {
      for (const key of Object.keys(object(group))) expect(key).toMatch(/^[a-zA-Z0-9._-]+$/);
    }
    for (const { key, value } of objects(document)) {
      if (key !== "content") continue;
      for (const type of Object.keys(value)) expect(type).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/);
    }
  });

  test("declares each parameter in full and path parameters exactly as the path has them", () => {
    for (const { path, method, operation } of operations()) {
      expect(METHODS).toContain(method);
      const parameters = (operation.parameters ?? []) as JsonObject[];
      for (const parameter of parameters) {
        expect(parameter).toMatchObject({ name: expect.any(String), schema: expect.any(Object) });
        expect(["path", "query", "header"]).toContain(parameter.in);
        expect(String(parameter.name).toLowerCase()).not.toBe("authorization");
      }
      const names = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(names).size).toBe(names.length);
      const inPath = parameters.filter((parameter) => parameter.in === "path");
      expect(inPath.map((parameter) => parameter.name)).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
      );
      for (const parameter of inPath) expect(parameter.required).toBe(true);
    }
  });

  test("uses only JSON Schema 2020-12: no nullable, known types, patterns that compile as Unicode", () => {
    const types = ["null", "string", "number", "integer", "boolean", "array", "object"];
    for (const { value } of objects(object(document.components).schemas ?? null)) {
      expect(value).not.toHaveProperty("nullable", true);
      if (typeof value.type === "string") expect(types).toContain(value.type);
      if (Array.isArray(value.required)) expect(new Set(value.required).size).toBe(value.required.length);
    }
    for (const { value } of objects(document)) {
      if (typeof value.pattern !== "string") continue;
      const { pattern } = value;
      expect(() => new RegExp(pattern, "u"), pattern).not.toThrow();
      expect(pattern).not.toMatch(/\/[a-z]$/);
    }
  });

  test("says for every operation who may call it", () => {
    const schemes = Object.keys(object(object(document.components).securitySchemes));
    for (const { operation } of operations()) {
      const contract = ALL_CONTRACTS.find(({ id }) => id === operation.operationId);
      const wanted = (operation.security as JsonObject[]).flatMap((requirement) => Object.keys(requirement));
      for (const scheme of wanted) expect(schemes).toContain(scheme);
      expect(wanted.length === 0, contract?.id).toBe(contract?.access.kind === "public");
    }
  });

  test("lists for every operation its success and each of its refusals under the right status", () => {
    for (const { operation } of operations()) {
      const contract = ALL_CONTRACTS.find(({ id }) => id === operation.operationId);
      if (!contract) throw new Error(`no contract ${operation.operationId}`);
      const responses = object(operation.responses);
      for (const response of Object.values(responses))
        expect(object(response).description).toEqual(expect.any(String));
      expect(responses).toHaveProperty(String(contract.status));
      for (const code of errorsOf(contract)) {
        const { content } = object(responses[PROBLEMS[code].status]);
        const { examples } = object(object(content)["application/problem+json"]);
        expect(examples).toHaveProperty(code, { $ref: `#/components/examples/problem_${code}` });
      }
    }
  });
});

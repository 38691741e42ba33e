import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import { EXAMPLES } from "@/lib/contracts/openapi-examples";

const folder = resolve(import.meta.dirname);

test("every contract that a file exports is in the list, once", async () => {
  const exported: unknown[] = [];
  for (const name of readdirSync(folder).filter((file) => /^[a-z-]+\.ts$/.test(file))) {
    const module: Record<string, unknown> = await import(resolve(folder, name));
    exported.push(...Object.values(module).filter(isContract));
  }
  expect(exported.length).toBeGreaterThan(50);
  expect(new Set(exported)).toEqual(new Set(ALL_CONTRACTS));
  expect(ALL_CONTRACTS.length).toBe(exported.length);
});

function isContract(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && "access" in value && "path" in value && "method" in value
  );
}

test("ids and addresses are unique", () => {
  const ids = ALL_CONTRACTS.map(({ id }) => id);
  const addresses = ALL_CONTRACTS.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(addresses).size).toBe(addresses.length);
});

test("every example is what its operation really takes and gives", () => {
  for (const [id, { body, answer }] of Object.entries(EXAMPLES)) {
    const contract = ALL_CONTRACTS.find((candidate) => candidate.id === id);
    expect(contract, id).toBeDefined();
    if (body !== undefined) expect(contract?.body?.safeParse(body), id).toMatchObject({ success: true });
    if (answer !== undefined)
      expect(contract?.answer?.safeParse(answer), id).toMatchObject({ success: true, data: answer });
  }
});

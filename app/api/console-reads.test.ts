import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";

const reads = ALL_CONTRACTS.filter(
  ({ method, access }) => method === "GET" && (access.kind === "admin" || access.kind === "tenant"),
);

it("has reads to hold to it", () => expect(reads.length).toBeGreaterThan(20));

it.each(reads.map(({ path }) => path))(
  "GET %s takes none of the queue's connections, however long it reads",
  async (path) => {
    const file = `app${path.replaceAll("{", "[").replaceAll("}", "]")}/route.ts`;
    const source = await readFile(file, "utf8");
    const get = source.slice(source.indexOf("export const GET")).split("\nexport ")[0];
    expect(get).toContain("withReadDb(ctx)");
  },
);

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DemoFile } from "@/demo/demo-file";

/** Where the run's servers keep their data, a folder each; set by the global set-up, inherited by the workers. */
export const DATA_VARIABLE = "MUSTER_E2E_DATA";

/** Of this worker's server. */
export function dataDirectory(): string {
  const folder = process.env[DATA_VARIABLE];
  if (!folder) throw new Error("The global set-up has not run.");
  return join(folder, process.env.TEST_PARALLEL_INDEX ?? "0");
}

/** This worker's server, accounts and keys. */
export function demo(): DemoFile {
  return DemoFile.parse(JSON.parse(readFileSync(join(dataDirectory(), "demo.json"), "utf8")));
}

export function tenantOf(plan: DemoFile["tenants"][number]["plan"]): DemoFile["tenants"][number] {
  const tenant = demo().tenants.find((candidate) => candidate.plan === plan);
  if (!tenant) throw new Error(`The demo has no ${plan} tenant.`);
  return tenant;
}

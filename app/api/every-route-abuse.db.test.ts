import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import type { AnyContract } from "@/lib/contracts/contract";
import { newId } from "@/lib/db/new-id";
import { encodeCursor } from "@/lib/domain/cursor";
import { trustRemoteAddressHeader } from "@/lib/http/client-address";
import type { RouteHandler } from "@/lib/http/define-route";
import { env } from "@/lib/config/env";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";
import { AbuseBench } from "./testing/abuse-bench";
import { type AbuseCall, callOf, longBody, sendCall } from "./testing/abuse-call";
import { makeWorld, settleWorld, type World } from "./testing/abuse-world";
import { ADMIN_SAMPLES } from "./testing/admin-samples";
import { AGENT_SAMPLES, OPERATION_SAMPLES } from "./testing/agent-samples";
import { databaseChecksum } from "./testing/database-checksum";
import { places, withValueAt } from "./testing/json";
import type { ForeignCase, MakeSample, Sample } from "./testing/sample";
import { requiredNames, schemaFields } from "./testing/schema-fields";
import { servedHandlers } from "./testing/served-routes";
import { PERSON_SAMPLES, TENANT_SAMPLES } from "./testing/tenant-samples";
import { MALFORMED_JSON, oddBodies, wrongBodies } from "./testing/wrong-bodies";
import { wrongCallers } from "./testing/wrong-callers";

const SAMPLES: Record<string, MakeSample> = {
  ...TENANT_SAMPLES,
  ...PERSON_SAMPLES,
  ...AGENT_SAMPLES,
  ...OPERATION_SAMPLES,
  ...ADMIN_SAMPLES,
};
const BODY_BYTES_DEFAULT = 1024 * 1024;
const WRONG_IDS = ["1", "not-an-id", "\u0000", "%00", "../../metrics", "' OR 1=1 --", "__proto__", "a".repeat(5_000)];
const WRONG_QUERY_VALUES = ["", "\u0000", "[object Object]", "-1", "0", "9".repeat(40), "1e3", "' OR 1=1 --", "%", "é\u{1f600}"];

let database: TestDatabase;
let world: World;
let handlers: Map<string, RouteHandler>;
let checksum: () => Promise<Record<string, string>>;

beforeAll(async () => {
  database = await createTestDatabase();
  setProcessPool(database.pool);
  trustRemoteAddressHeader();
  world = await makeWorld(database.pool);
  handlers = await servedHandlers();
  checksum = await databaseChecksum(database.pool);
});
afterAll(async () => await database.drop());

test("every operation has a sample, and every sample an operation", () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(ALL_CONTRACTS.map(({ id }) => id).sort());
});

describe.each(ALL_CONTRACTS.map((contract) => ({ id: contract.id, contract })))("$id", ({ id, contract }) => {
  let handler: RouteHandler;
  let sample: Sample;
  let valid: AbuseCall;
  let bench: AbuseBench;

  beforeAll(async () => {
    const served = handlers.get(id);
    const make = SAMPLES[id];
    if (!served || !make) throw new Error(`${id} has no route or no sample: add one to app/api/testing`);
    handler = served;
    await settleWorld(database.pool, world);
    sample = await make(database.pool, world);
    valid = callOf(sample);
    bench = new AbuseBench(handler, world.foreignTexts, checksum, await checksum());
  });

  test("has a sample that names every field and, where it holds an id, a foreign one", () => {
    const fields = [
      ...(contract.query ? schemaFields(contract.query, sample.query ?? {}).map((field) => ({ ...field, pointer: `/query${field.pointer}` })) : []),
      ...(contract.body ? schemaFields(contract.body, sample.body) : []),
      ...(contract.params ? [{ pointer: "/path/id", isId: true, isGiven: sample.id !== undefined }] : []),
    ];
    expect(fields.filter(({ isGiven }) => !isGiven).map(({ pointer }) => pointer)).toEqual([]);
    const foreign = sample.foreign?.map(({ slot }) => slot) ?? [];
    const ids = fields.filter(({ isId }) => isId).map(({ pointer }) => pointer);
    expect(ids.filter((pointer) => !foreign.includes(pointer))).toEqual([]);
  });

  test("keeps out everybody who may not call it", async () => {
    for (const { name, headers, code } of wrongCallers(world, contract, env().CRON_SECRET ?? "")) {
      await bench.refuse(name, { ...valid, headers: { ...typeOf(valid), ...headers } }, { code });
    }
    expect(bench.faults).toEqual([]);
  });

  test("knows nothing of what belongs to another", async () => {
    for (const foreign of sample.foreign ?? []) await refuseForeign(bench, handler, sample, foreign);
    for (const cursor of contract.query && sample.query?.cursor ? foreignCursors(world) : []) {
      const call = { ...valid, query: new URLSearchParams({ ...sample.query, cursor }) };
      await allowOrRefuse(bench, handler, `cursor ${cursor}`, call, [200, 422]);
    }
    expect(bench.faults).toEqual([]);
  });

  test("refuses ids and parameters that are none", async () => {
    for (const wrong of contract.params ? WRONG_IDS : []) {
      await bench.refuse(`id ${wrong.slice(0, 20)}`, { ...valid, id: wrong }, { code: "not_found" });
    }
    await refuseQueries(bench, handler, contract, sample);
    for (const value of contract.headers ? ["", "a b", "é", "a".repeat(256)] : []) {
      const headers = { ...valid.headers, "idempotency-key": value };
      const expected = { code: "invalid_input", pointer: "/headers/idempotency-key" } as const;
      await bench.refuse(`idempotency key ${value.slice(0, 9)}`, { ...valid, headers }, expected);
    }
    expect(bench.faults).toEqual([]);
  });

  test.skipIf(contract.method === "GET")("refuses a body of the wrong kind, form or size", async () => {
    await refuseTypes(bench, contract, valid);
    await refuseSizes(bench, contract, valid);
    if (contract.bodyKind !== "bytes") await refuseJson(bench, contract, sample, valid);
    expect(bench.faults).toEqual([]);
  });

  test("does what it says when everything is right", async () => {
    const since = await auditCount();
    const requestId = `valid-${id}`;
    const response = await sendCall(handler, { ...valid, headers: { ...valid.headers, "x-request-id": requestId } });
    expect(response.status).toBe(contract.status);
    expect(response.headers.get("x-request-id")).toBe(requestId);
    expect(response.headers.get("cache-control")).toMatch(/^no-(store|cache)/);
    await requireAnswer(contract, response, bench, valid);
    const isAudited = contract.method !== "GET" && ["tenant", "admin", "user"].includes(contract.access.kind);
    if (isAudited) expect(await auditCount(), "no audit entry").toBeGreaterThan(since);
    else if (contract.method === "GET" && contract.access.kind !== "cron") await bench.requireNothingChanged("a read");
    expect(bench.faults).toEqual([]);
  });

  test("falls over nothing that its schema lets through", async () => {
    if (contract.body && sample.body !== undefined) {
      for (const body of oddBodies(contract.body, sample.body)) {
        await settleWorld(database.pool, world);
        const response = await sendCall(handler, { ...valid, body });
        if (response.status >= 500) bench.fault(body.slice(0, 300), `answered ${response.status}`);
        bench.requireNothingOf(body.slice(0, 300), await response.text(), { ...valid, body });
      }
    }
    expect(bench.faults).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { env } from "@/lib/config/env";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import { trustRemoteAddressHeader } from "@/lib/http/client-address";
import type { RouteHandler } from "@/lib/http/define-route";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";
import { AbuseBench } from "./testing/abuse-bench";
import { type AbuseCall, callOf, sendCall } from "./testing/abuse-call";
import {
  refuseBytes,
  refuseForeign,
  refuseHeaders,
  refuseIds,
  refuseJson,
  refuseQueries,
  refuseSizes,
  refuseTypes,
  tryCursors,
} from "./testing/abuse-cases";
import { makeWorld, settleWorld, type World } from "./testing/abuse-world";
import { ADMIN_SAMPLES } from "./testing/admin-samples";
import { AGENT_SAMPLES, OPERATION_SAMPLES } from "./testing/agent-samples";
import { databaseChecksum } from "./testing/database-checksum";
import { OWN_AGENT_SAMPLES } from "./testing/own-agent-samples";
import { requireAnswer } from "./testing/require-answer";
import type { MakeSample, Sample } from "./testing/sample";
import { requiredNames, schemaFields } from "./testing/schema-fields";
import { servedHandlers } from "./testing/served-routes";
import { PERSON_SAMPLES, TENANT_SAMPLES } from "./testing/tenant-samples";
import { fractionBodies, oddBodies } from "./testing/wrong-bodies";
import { rightCallers, wrongCallers } from "./testing/wrong-callers";

const SAMPLES: Record<string, MakeSample> = {
  ...TENANT_SAMPLES,
  ...OWN_AGENT_SAMPLES,
  ...PERSON_SAMPLES,
  ...AGENT_SAMPLES,
  ...OPERATION_SAMPLES,
  ...ADMIN_SAMPLES,
};
/** Fewer than any rate limit's burst; beats wait for each other, so that one at a time would cost minutes. */
const CALLS_TOGETHER = 8;

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
      ...(contract.query
        ? schemaFields(contract.query, sample.query ?? {}).map((field) => ({
            ...field,
            pointer: `/query${field.pointer}`,
          }))
        : []),
      ...(contract.body ? schemaFields(contract.body, sample.body) : []),
      ...(contract.params
        ? [{ pointer: "/path/id", isId: contract.path.includes("{id}"), isGiven: sample.id !== undefined }]
        : []),
    ];
    expect(fields.filter(({ isGiven }) => !isGiven).map(({ pointer }) => pointer)).toEqual([]);
    const foreign = sample.foreign?.map(({ slot }) => slot) ?? [];
    const ids = fields.filter(({ isId }) => isId).map(({ pointer }) => pointer);
    expect(ids.filter((pointer) => !foreign.includes(pointer))).toEqual([]);
  });

  test("keeps out everybody who may not call it", async () => {
    const { "content-type": type } = valid.headers ?? {};
    for (const { name, headers, code } of wrongCallers(world, contract, env().CRON_SECRET ?? "")) {
      const call = { ...valid, headers: { ...headers, ...(type ? { "content-type": type } : {}) } };
      await bench.refuse(name, call, { code });
    }
    for (const { name, headers } of sample.strangers ?? []) {
      await bench.refuse(name, { ...valid, headers }, { code: "unauthenticated" });
    }
    for (const { name, headers } of rightCallers(world, contract)) {
      await bench.allowOrRefuse(name, { ...valid, headers }, []);
    }
    expect(await bench.takeFaults()).toEqual([]);
  });

  test("knows nothing of what belongs to another", async () => {
    for (const foreign of sample.foreign ?? []) await refuseForeign(bench, sample, foreign);
    await tryCursors(bench, world, sample);
    expect(await bench.takeFaults()).toEqual([]);
  });

  test("refuses ids, parameters and headers that are none", async () => {
    await refuseIds(bench, contract, valid);
    await refuseQueries(bench, contract, sample);
    await refuseHeaders(bench, contract, valid);
    expect(await bench.takeFaults()).toEqual([]);
  });

  if (contract.method !== "GET")
    test("refuses a body of the wrong kind, form or size", async () => {
      await refuseTypes(bench, contract, valid);
      await refuseSizes(bench, contract, valid);
      if (contract.bodyKind === "bytes") await refuseBytes(bench, valid);
      else await refuseJson(bench, contract, sample, valid);
      expect(await bench.takeFaults()).toEqual([]);
    });

  test("does what it says when everything is right", async () => {
    const { access, method } = contract;
    const requestId = `valid-${id}`;
    const call = { ...valid, headers: { ...valid.headers, "x-request-id": requestId } };
    await requireAnswer(bench, contract, await sendCall(handler, call), call);
    const isRead = method === "GET" || contract.isRead === true;
    if (isRead && access.kind !== "cron") await bench.requireNothingChanged("a read");
    if (!isRead && ["tenant", "admin", "user"].includes(access.kind)) {
      const { rows } = await database.pool.query("SELECT 1 FROM audit_log WHERE request_id = $1", [
        requestId,
      ]);
      expect(rows.length, "entries in the audit log").toBeGreaterThan(0);
    }
    if (method === "GET" && contract.query) {
      const required = requiredNames(contract.query);
      const needed = Object.entries(sample.query ?? {}).filter(([name]) => required.includes(name));
      const bare = { ...call, query: new URLSearchParams(needed) };
      await requireAnswer(bench, contract, await sendCall(handler, bare), bare);
    }
    expect(await bench.takeFaults()).toEqual([]);
  });

  const { body: schema } = contract;
  if (schema)
    test("stumbles over nothing that its schema lets through", async () => {
      const body = sample.body ?? null;
      const survive = (odd: string) => bench.survive(odd.slice(0, 300), { ...valid, body: odd });
      for (const odd of fractionBodies(schema, body)) {
        await settleWorld(database.pool, world);
        await survive(odd);
      }
      const bodies = [...oddBodies(schema, body)];
      while (bodies.length > 0) {
        await settleWorld(database.pool, world);
        await Promise.all(bodies.splice(0, CALLS_TOGETHER).map(survive));
      }
      expect(await bench.takeFaults()).toEqual([]);
    });
});

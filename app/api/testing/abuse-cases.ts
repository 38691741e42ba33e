import * as z from "zod";
import type { AnyContract } from "@/lib/contracts/contract";
import { newId } from "@/lib/db/new-id";
import { encodeCursor } from "@/lib/domain/cursor";
import type { AbuseBench, Expected } from "./abuse-bench";
import { type AbuseCall, callOf, longBody } from "./abuse-call";
import type { World } from "./abuse-world";
import { places, withValueAt } from "./json";
import type { ForeignCase, Sample } from "./sample";
import { requiredNames } from "./schema-fields";
import { MALFORMED_JSON, wrongBodies } from "./wrong-bodies";

const BODY_BYTES_DEFAULT = 1024 * 1024;
const ABUSE_BYTES = 10_000_000;
const READ_AHEAD_BYTES = 256 * 1024;
const NoBody = z.strictObject({});

const WRONG_IDS = [
  "1",
  "not-an-id",
  "\u0000",
  "%00",
  "../../metrics",
  "' OR 1=1 --",
  "__proto__",
  "a".repeat(5_000),
];
const WRONG_VALUES = [
  "",
  "\u0000",
  "[object Object]",
  "-1",
  "0",
  "9".repeat(40),
  "1e3",
  "1e-46",
  "5e-324",
  "1e39",
  String(2 ** 31),
  String(Number.MAX_SAFE_INTEGER),
  "' OR 1=1 --",
  "%",
  "é\u{1f600}",
];
const WRONG_JSON_TYPES = [
  null,
  "text/plain",
  "text/json",
  "application/json5",
  "application/merge-patch+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
];
const WRONG_BYTES_TYPES = [
  null,
  "text/plain",
  "application/json",
  "application/zip",
  "multipart/form-data; boundary=x",
];

/** What is another's is answered as what does not exist, to the letter. */
export async function refuseForeign(bench: AbuseBench, sample: Sample, foreign: ForeignCase): Promise<void> {
  const { slot, value, status = 404, caller = sample.caller } = foreign;
  const name = `another's ${slot} by ${caller.name}`;
  const ask = async (id: string) => {
    const call = callOf({ ...withSlot(sample, slot, id), caller });
    if (status >= 400) return JSON.stringify(await bench.refuse(name, call, { status }));
    return (await bench.allow(name, call))
      .replaceAll(id, "<id>")
      .replace(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"<instant>"');
  };
  const [known, unknown] = [
    await ask(value),
    await ask(value.length === 36 ? newId() : "A".repeat(value.length)),
  ];
  if (known !== unknown) bench.fault(name, `${known} tells it from an unknown one: ${unknown}`);
}

function withSlot(sample: Sample, slot: string, value: string): Sample {
  if (slot === "/path/id") return { ...sample, id: value };
  const parameter = /^\/query\/(.+)$/.exec(slot)?.[1];
  if (parameter) return { ...sample, query: { ...sample.query, [parameter]: value } };
  const place = [...places(sample.body ?? null)].find(({ pointer }) => pointer === slot);
  if (!place) throw new Error(`the sample has nothing at ${slot}`);
  return { ...sample, body: withValueAt(sample.body ?? null, place.path, value) };
}

/** A cursor is a position and no right: whatever it says, only the caller's own rows come back. */
export async function tryCursors(bench: AbuseBench, world: World, sample: Sample): Promise<void> {
  if (sample.query?.cursor === undefined) return;
  const { foreign } = world;
  const positions = [
    foreign.jobId,
    foreign.keyId,
    [1, foreign.jobId],
    [1, "x"],
    { not: "" },
    null,
    [],
    "' OR 1=1",
    -1,
    1e300,
  ];
  for (const position of positions) {
    const query = { limit: sample.query.limit ?? "10", cursor: encodeCursor(position) };
    await bench.allowOrRefuse(`cursor ${JSON.stringify(position)}`, callOf({ ...sample, query }), [422]);
  }
}

export async function refuseIds(bench: AbuseBench, contract: AnyContract, valid: AbuseCall): Promise<void> {
  for (const wrong of contract.params ? WRONG_IDS : []) {
    await bench.refuse(`id ${wrong.slice(0, 20)}`, { ...valid, id: wrong }, { code: "not_found" });
  }
}

export async function refuseHeaders(
  bench: AbuseBench,
  contract: AnyContract,
  valid: AbuseCall,
): Promise<void> {
  for (const value of contract.headers ? ["", "a b", "é", "a".repeat(256)] : []) {
    const headers = { ...valid.headers, "idempotency-key": value };
    const expected = { code: "invalid_input", pointer: "/headers/idempotency-key" } as const;
    await bench.refuse(`idempotency key ${value.slice(0, 9)}`, { ...valid, headers }, expected);
  }
}

export async function refuseQueries(bench: AbuseBench, contract: AnyContract, sample: Sample): Promise<void> {
  const valid = callOf(sample);
  const given = Object.entries(sample.query ?? {});
  const refuse = async (name: string, pairs: [string, string][], parameter: string) => {
    const expected: Expected = { code: "invalid_input", pointer: `/query/${parameter}` };
    await bench.refuse(`query ${name}`, { ...valid, query: new URLSearchParams(pairs) }, expected);
  };
  for (const name of ["unknown_field", "__proto__", "constructor"])
    await refuse(name, [...given, [name, "1"]], name);
  const tenant: [string, string][] = [["tenant", "own"]];
  await refuse(
    "tenant",
    contract.access.kind === "tenant" ? [...given, ...tenant, ...tenant] : [...given, ...tenant],
    "tenant",
  );
  for (const [parameter, value] of given) {
    const others = given.filter(([name]) => name !== parameter);
    await refuse(`${parameter} twice`, [...given, [parameter, value]], parameter);
    if (contract.query && requiredNames(contract.query).includes(parameter))
      await refuse(`no ${parameter}`, others, parameter);
    for (const wrong of WRONG_VALUES) {
      const changed = { ...sample.query, [parameter]: wrong };
      const isFine = wrong !== "\u0000" && contract.query?.safeParse(changed).success;
      if (!isFine) await refuse(`${parameter}=${wrong}`, [...others, [parameter, wrong]], parameter);
      else if (contract.method === "GET")
        await bench.allowOrRefuse(
          `query ${parameter}=${wrong}`,
          callOf({ ...sample, query: changed }),
          [404, 422],
        );
    }
  }
}

export async function refuseTypes(bench: AbuseBench, contract: AnyContract, valid: AbuseCall): Promise<void> {
  const { "content-type": _, ...others } = valid.headers ?? {};
  for (const type of contract.bodyKind === "bytes" ? WRONG_BYTES_TYPES : WRONG_JSON_TYPES) {
    const headers = { ...others, ...(type === null ? {} : { "content-type": type }) };
    const body = valid.body ?? "{}";
    await bench.refuse(
      `content type ${type}`,
      { ...valid, headers, body },
      { code: "unsupported_media_type" },
    );
  }
}

export async function refuseSizes(bench: AbuseBench, contract: AnyContract, valid: AbuseCall): Promise<void> {
  const limit = contract.bodyBytesMax ?? BODY_BYTES_DEFAULT;
  const total = Math.max(ABUSE_BYTES, limit + 1);
  const headers: Record<string, string> = { "content-type": "application/json", ...valid.headers };
  const send = async (
    name: string,
    length: string | null,
    code: Expected["code"],
    mostBytes: number,
    call = headers,
  ) => {
    const { body, bytesSent } = longBody(total);
    const withLength = { ...call, ...(length === null ? {} : { "content-length": length }) };
    await bench.refuse(name, { ...valid, headers: withLength, body }, { code });
    if (bytesSent() > mostBytes) bench.fault(name, `${bytesSent()} bytes were read`);
  };
  await send("a long body with its length", String(total), "payload_too_large", 0);
  await send("a long body without its length", null, "payload_too_large", limit + READ_AHEAD_BYTES);
  await send("a long body with a false length", "2", "payload_too_large", limit + READ_AHEAD_BYTES);
  await send(
    "a long body with a length that is no number",
    "x",
    "payload_too_large",
    limit + READ_AHEAD_BYTES,
  );
  if (contract.access.kind === "public") return;
  const type = { "content-type": headers["content-type"] ?? "" };
  await send("a long body from nobody", null, "unauthenticated", 0, type);
}

export async function refuseJson(
  bench: AbuseBench,
  contract: AnyContract,
  sample: Sample,
  valid: AbuseCall,
): Promise<void> {
  const headers = { ...valid.headers, "content-type": "application/json" };
  for (const { name, bytes } of MALFORMED_JSON) {
    await bench.refuse(name, { ...valid, headers, body: bytes }, { code: "malformed_json" });
  }
  if (contract.body)
    await bench.refuse("no body", { ...valid, headers, body: null }, { code: "malformed_json" });
  for (const { name, text, pointer, isExact } of wrongBodies(contract.body ?? NoBody, sample.body ?? {})) {
    const expected = { code: "invalid_input", pointer, isExact } as const;
    await bench.refuse(name, { ...valid, headers, body: text }, expected);
  }
}

export async function refuseBytes(bench: AbuseBench, valid: AbuseCall): Promise<void> {
  for (const text of ["", "PK\u0003\u0004", "x".repeat(2_000)]) {
    await bench.refuse(`bytes ${text.slice(0, 9)}`, { ...valid, body: text }, { code: "invalid_input" });
  }
}

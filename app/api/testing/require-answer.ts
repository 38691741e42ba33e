import { expect } from "vitest";
import type { AnyContract } from "@/lib/contracts/contract";
import type { AbuseBench } from "./abuse-bench";
import type { AbuseCall } from "./abuse-call";

/** The answer is what the contract promises: status, kind, and no field that its schema does not have. */
export async function requireAnswer(
  bench: AbuseBench,
  contract: AnyContract,
  response: Response,
  call: AbuseCall,
): Promise<void> {
  const { answer, answerKind = "json" } = contract;
  const text = answerKind === "event_stream" ? await firstEvents(response) : await response.text();
  expect(response.status, text.slice(0, 500)).toBe(contract.status);
  expect(response.headers.get("cache-control")).toMatch(/^no-(store|cache)/);
  expect(response.headers.get("x-request-id")).toBe(call.headers?.["x-request-id"]);
  expect(response.headers.get("content-type") ?? "").toMatch(CONTENT_TYPES[answerKind]);
  if (answerKind === "empty") expect(text).toBe("");
  else expect(text.length).toBeGreaterThan(0);
  if (answerKind === "json") {
    const json: unknown = JSON.parse(text);
    expect(answer?.parse(json)).toEqual(json);
  }
  bench.requireOwnOnly("the answer", text, call);
}

const CONTENT_TYPES = {
  json: /^application\/json/,
  bytes: /^application\/octet-stream$/,
  event_stream: /^text\/event-stream/,
  text: /^text\/plain/,
  empty: /^$/,
};

/** Reads until the stream has said that it is ready, and hangs up. */
async function firstEvents(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (reader && !text.includes("event: ready")) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}

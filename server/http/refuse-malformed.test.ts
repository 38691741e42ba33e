import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { defineRoute } from "@/lib/http/define-route";
import { RouteTable } from "./route-table";
import { type HttpServer, startHttpServer } from "./start-http-server";

const takeNote = defineContract({
  id: "takeNote",
  method: "POST",
  path: "/api/v1/notes",
  summary: "Take a note",
  tag: "Test",
  access: { kind: "public", reason: "only in this test" },
  body: z.strictObject({ text: z.string() }),
  status: 204,
});

let server: HttpServer;
beforeAll(async () => {
  const table = new RouteTable([{ POST: defineRoute(takeNote, async () => undefined) }]);
  server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    table,
    pages: (_, target) => void target.write("half"),
    bodyMs: 100,
  });
});
afterAll(async () => await server.stop(0));

async function open(): Promise<Socket> {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

const POST = "POST /api/v1/notes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";

test.each([
  ["not HTTP at all", "\x16\x03\x01 hello\r\n\r\n", 400, "malformed_request"],
  [
    "a header without a name",
    "GET /api/v1/notes HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n",
    400,
    "malformed_request",
  ],
  ["two lengths", `${POST}content-length: 1\r\ncontent-length: 2\r\n\r\n{}`, 400, "malformed_request"],
  ["a chunk of no known size", `${POST}transfer-encoding: chunked\r\n\r\nzz\r\n`, 400, "malformed_request"],
  ["everything as a target", "OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed_request"],
  ["an address without a host", "GET http:// HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed_request"],
  ["an address that is none", "GET http://[/ HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed_request"],
  ["an address of another kind", "GET ftp://x/ HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed_request"],
  ["a method without a meaning here", "TRACE / HTTP/1.1\r\nhost: x\r\n\r\n", 405, "method_not_allowed"],
  ["a method of files", "PROPFIND /api/v1/notes HTTP/1.1\r\nhost: x\r\n\r\n", 405, "method_not_allowed"],
  ["a tunnel", "CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\n", 405, "method_not_allowed"],
  ["no host", "GET /api/v1/notes HTTP/1.1\r\n\r\n", 400, "malformed_request"],
  ["an unknown expectation", `${POST}expect: foo\r\ncontent-length: 2\r\n\r\n{}`, 417, "expectation_failed"],
  ["headers without end", `GET / HTTP/1.1\r\nx: ${"y".repeat(20_000)}`, 431, "headers_too_large"],
  ["a body that never comes", `${POST}content-length: 10\r\n\r\n{`, 408, "request_timeout"],
])("%s is answered with a problem, and the connection closes", async (_, sent, status, code) => {
  const socket = await open();
  socket.write(sent);
  const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toMatch(/^content-type: application\/problem\+json\r?$/im);
  expect(head).toMatch(/^connection: close\r?$/im);
  expect(JSON.parse(body)).toMatchObject({ status, code, request_id: expect.any(String) });
  if (status === 405) expect(head).toMatch(/^allow: GET, HEAD, /im);
});

test("a tunnel asked for behind an answer that has begun is not written into it, and one whose asker resets does no harm", async () => {
  const streaming = await open();
  streaming.write("GET /half HTTP/1.1\r\nhost: x\r\n\r\n");
  let received = "";
  while (!received.includes("half")) received += String((await once(streaming, "data"))[0]);
  streaming.write("CONNECT x:443 HTTP/1.1\r\nhost: x\r\n\r\n");
  expect(received + (await text(streaming))).not.toMatch(/ 405 /);

  const reset = await open();
  reset.write("CONNECT x:443 HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(reset, "data");
  reset.resetAndDestroy();
  const later = await open();
  later.write("GET /api/v1/nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  expect(await text(later)).toMatch(/^HTTP\/1\.1 404 /);
});

test("what HTTP/1.0 may leave out is not asked of it", async () => {
  const socket = await open();
  socket.write("GET /api/v1/nothing HTTP/1.0\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 404 /);
});

test("nothing is written into an answer that has begun, and one that is whole is not touched", async () => {
  const streaming = await open();
  streaming.write("GET /half HTTP/1.1\r\nhost: x\r\n\r\n");
  let received = "";
  while (!received.includes("half")) received += String((await once(streaming, "data"))[0]);
  streaming.write("nonsense\r\n\r\n");
  expect(received + (await text(streaming))).not.toMatch(/ 400 /);

  const answered = await open();
  const whole = '{"text":"a"}';
  answered.write(`${POST}content-length: ${whole.length}\r\n\r\n${whole}`);
  received = "";
  while (!received.includes("\r\n\r\n")) received += String((await once(answered, "data"))[0]);
  answered.write("nonsense\r\n\r\n");
  expect((received + (await text(answered))).match(/^HTTP\/1\.1 \d+/gm)).toEqual([
    "HTTP/1.1 204",
    "HTTP/1.1 400",
  ]);
});

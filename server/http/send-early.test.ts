import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { ARCHIVE_BYTES_MAX } from "@/lib/domain/archive/archive-bytes-max";
import { defineRoute } from "@/lib/http/define-route";
import { RouteTable } from "./route-table";
import { BODY_MS, HTTP_TIMEOUTS, type HttpServer, startHttpServer } from "./start-http-server";

const takeNote = defineContract({
  id: "takeNote",
  method: "POST",
  path: "/api/v1/notes",
  summary: "Take a note",
  tag: "Test",
  access: { kind: "public", reason: "only in this test" },
  body: z.strictObject({ text: z.string() }),
  bodyBytesMax: 1024,
  status: 204,
});

let server: HttpServer;
beforeAll(async () => {
  const table = new RouteTable([{ POST: defineRoute(takeNote, async () => undefined) }]);
  server = await startHttpServer({ host: "127.0.0.1", port: 0, table, pages: () => {} });
});
afterAll(async () => await server.stop(0));

const headOf = (path: string) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
const chunkOf = (bytes: number) => `${bytes.toString(16)}\r\n${" ".repeat(bytes)}\r\n`;

async function open(): Promise<Socket> {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

/** Sends all of 10 MiB before it looks at the answer, without a length, as many clients do. */
async function sendAll(path: string): Promise<string> {
  const socket = await open();
  socket.pause();
  socket.write(headOf(path));
  for (let i = 0; i < 160; i++) if (!socket.write(chunkOf(64 * 1024))) await once(socket, "drain");
  socket.write("0\r\n\r\n");
  return await text(socket);
}

test.each([
  ["too large", "/api/v1/notes", 413, "payload_too_large"],
  ["sent to where nobody reads it", "/api/v1/nothing", 404, "not_found"],
])("a long body that is %s gets its refusal, and the connection closes", async (_, path, status, code) => {
  const [head = "", body = ""] = (await sendAll(path)).split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toMatch(/^content-type: application\/problem\+json\r$/im);
  expect(head).toMatch(/^connection: close\r?$/im);
  expect(JSON.parse(body)).toMatchObject({ status, code });
});

test("the refusal goes out at once, while the body still comes", async () => {
  const socket = await open();
  socket.write(headOf("/api/v1/notes") + chunkOf(4096));
  let received = "";
  while (!received.includes("payload_too_large")) received += String((await once(socket, "data"))[0]);
  expect(received).toMatch(/^HTTP\/1\.1 413 /);
  socket.end("0\r\n\r\n");
  await once(socket, "close");
});

test("the largest archive has the time that it takes at 2.5 Mbit/s, other bodies and all headers have far less", () => {
  expect(HTTP_TIMEOUTS.requestTimeout).toBeGreaterThan((ARCHIVE_BYTES_MAX * 8 * 1000) / 2_500_000);
  expect(BODY_MS).toBeLessThanOrEqual(30_000);
  const { headersTimeout, connectionsCheckingInterval } = HTTP_TIMEOUTS;
  expect(headersTimeout + connectionsCheckingInterval).toBeLessThanOrEqual(10_000);
});

import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { defineRoute } from "@/lib/http/define-route";
import { RouteTable } from "./route-table";
import { type HttpServer, startHttpServer } from "./start-http-server";

const shared = { summary: "", tag: "Test", access: { kind: "public", reason: "only in this test" } } as const;
const path = "/api/v1/notes/{name}";
const params = z.object({ name: z.string() });
const Note = z.object({ name: z.string(), text: z.string() });

const read = defineContract({
  ...shared,
  id: "read",
  method: "GET",
  path,
  params,
  answer: Note,
  status: 200,
});
const write = defineContract({
  ...shared,
  ...{ id: "write", method: "PUT", path, params, status: 201 },
  ...{ body: z.strictObject({ text: z.string() }), answer: Note, bodyBytesMax: 1_000_000 },
});
const remove = defineContract({ ...shared, id: "remove", method: "DELETE", path, params, status: 204 });
const wait = defineContract({ ...shared, id: "wait", method: "POST", path, params, status: 204 });

const routes = {
  GET: defineRoute(read, async ({ params: { name }, request }) => {
    const credential = request.headers.get("authorization");
    if (credential !== null) credentials.push(credential);
    return { name, text: "grüße" };
  }),
  PUT: defineRoute(write, async ({ params: { name }, body: { text } }) => ({ name, text })),
  DELETE: defineRoute(remove, async () => undefined),
  /** Answers when nobody waits for the answer any more. */
  POST: defineRoute(wait, async ({ params: { name }, ctx: { signal } }) => {
    begun.push(name);
    if (!signal.aborted) await once(signal, "abort");
    ended.push(name);
    onEnd();
  }),
};

const begun: string[] = [];
const ended: string[] = [];
const credentials: string[] = [];
let onEnd = () => {};
let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    table: new RouteTable([routes]),
    pages: (_, target) => void target.end(),
  });
});
afterAll(async () => await server.stop(0));

const urlOf = (name: string) => `http://127.0.0.1:${server.port}/api/v1/notes/${name}`;
const headersOf = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => !["connection", "keep-alive", "date"].includes(name)));

test("an answer is the same whether Next asks the route or the server itself does", async () => {
  const headers = { "x-request-id": "request-0001" };
  const own = await fetch(urlOf("a"), { headers });
  const next = await routes.GET(new Request(urlOf("a"), { headers }), {
    params: Promise.resolve({ name: "a" }),
  });
  const text = await next.text();
  expect([own.status, await own.text()]).toEqual([next.status, text]);
  expect(headersOf(own)).toEqual({ ...headersOf(next), "content-length": String(Buffer.byteLength(text)) });
});

test("HEAD tells what GET would, without a body", async () => {
  const head = await fetch(urlOf("a"), { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "29", ""]);
});

test("a body that comes in pieces is read whole, and one that is too large is refused with an answer that arrives", async () => {
  const put = (text: string) =>
    fetch(urlOf("a"), {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text }),
    });
  const text = "ö".repeat(300_000);
  const written = await put(text);
  expect([written.status, await written.json()]).toEqual([201, { name: "a", text }]);
  const refused = await put("ö".repeat(600_000));
  expect([refused.status, await refused.json()]).toMatchObject([413, { code: "payload_too_large" }]);
  expect((await fetch(urlOf("a"), { method: "DELETE" })).status).toBe(204);
});

test.each([
  ["compressed", { "content-encoding": "gzip" }, 415, "Content-Encoding"],
  ["compressed twice", { "content-encoding": "identity, br" }, 415, "Content-Encoding"],
  ["in another charset", { "content-type": "application/json; charset=utf-16" }, 415, "UTF-8"],
  [
    "in a quoted other charset",
    { "content-type": 'application/json;a=b; Charset="ISO-8859-1"' },
    415,
    "UTF-8",
  ],
  ["as it is", { "content-encoding": "identity" }, 201, "grüße"],
  ["in UTF-8", { "content-type": 'application/json; charset="UTF-8"' }, 201, "grüße"],
])("a body that is sent %s is taken for what it is", async (_, headers, status, word) => {
  const answer = await fetch(urlOf("a"), {
    method: "PUT",
    headers: { "content-type": "application/json", ...headers } as Record<string, string>,
    body: JSON.stringify({ text: "grüße" }),
  });
  expect(answer.status).toBe(status);
  expect(await answer.text()).toContain(word);
});

test("whoever hangs up is waited for no longer", async () => {
  const waiting = new Promise<void>((resolve) => {
    onEnd = resolve;
  });
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST /api/v1/notes/gone HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n");
  await expect.poll(() => begun).toContain("gone");
  socket.destroy();
  await waiting;
  expect(ended).toContain("gone");
});

test("all that one connection asks behind each other is waited for no longer when it hangs up", async () => {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  const names = ["first", "second", "third"];
  const head = (name: string) =>
    `POST /api/v1/notes/${name} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`;
  socket.write(names.map(head).join(""));
  await expect.poll(() => begun).toEqual(expect.arrayContaining(names));
  socket.destroy();
  await expect.poll(() => ended).toEqual(expect.arrayContaining(names));
});

test("whoever sends two credentials is not taken for the holder of the first", async () => {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  const two = `authorization: Bearer one\r\nauthorization: Bearer two\r\n`;
  socket.write(`GET /api/v1/notes/a HTTP/1.1\r\nhost: x\r\n${two}connection: close\r\n\r\n`);
  await text(socket);
  expect(credentials).toEqual(["Bearer one, Bearer two"]);
});

test("whoever waits when the server stops is answered at once", async () => {
  const waiting = fetch(urlOf("waiting"), { method: "POST" });
  const later = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    table: new RouteTable([routes]),
    pages: (_, target) => void target.end(),
  });
  const there = fetch(`http://127.0.0.1:${later.port}/api/v1/notes/there`, { method: "POST" });
  await expect
    .poll(() => fetch(`http://127.0.0.1:${later.port}/api/v1/notes/a`).then(({ ok }) => ok))
    .toBe(true);
  await later.stop(10_000);
  expect((await there).status).toBe(204);
  expect(ended).toContain("there");
  expect(ended).not.toContain("waiting");
  await server.stop(10_000);
  expect((await waiting).status).toBe(204);
});

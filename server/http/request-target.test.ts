import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { defineRoute } from "@/lib/http/define-route";
import { RouteTable } from "./route-table";
import { type HttpServer, startHttpServer } from "./start-http-server";

const read = defineContract({
  id: "read",
  method: "GET",
  path: "/api/v1/notes",
  summary: "Read a note",
  tag: "Test",
  access: { kind: "public", reason: "only in this test" },
  query: z.strictObject({ name: z.string() }),
  answer: z.object({ asked: z.string() }),
  status: 200,
});

let server: HttpServer;
beforeAll(async () => {
  const routes = { GET: defineRoute(read, async ({ query: { name } }) => ({ asked: name })) };
  server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    table: new RouteTable([routes]),
    pages: ({ url, headers: { host } }, target) => void target.end(JSON.stringify({ url, host })),
  });
});
afterAll(async () => await server.stop(0));

async function answerTo(target: string): Promise<unknown> {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`GET ${target} HTTP/1.1\r\nhost: muster.example\r\nconnection: close\r\n\r\n`);
  const [, body = ""] = (await text(socket)).split("\r\n\r\n");
  return JSON.parse(body);
}

test("a whole address is served by its path, and its host is heard nowhere", async () => {
  expect(await answerTo("http://other.example/api/v1/notes?name=a")).toEqual({ asked: "a" });
  const host = "muster.example";
  for (const [target, url] of [
    ["http://other.example/login?to=/", "/login?to=/"],
    ["HTTPS://user@other.example:8443/a/../b", "/a/../b"],
    ["http://other.example", "/"],
    ["http://other.example?to=http://x/y", "/?to=http://x/y"],
    ["/login", "/login"],
  ] as const)
    expect(await answerTo(target)).toEqual({ url, host });
});

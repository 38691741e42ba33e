import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { defineContract } from "@/lib/contracts/contract";
import { defineRoute } from "@/lib/http/define-route";
import { RouteTable } from "./http/route-table";
import { startHttpServer } from "./http/start-http-server";
import { openPages } from "./open-pages";

const ping = defineContract({
  id: "ping",
  method: "POST",
  path: "/api/v1/ping",
  summary: "Answer",
  tag: "Test",
  access: { kind: "public", reason: "only in this test" },
  status: 204,
});

test("a client that offers another protocol is answered over this one, also once pages have been served", async () => {
  const handlePage = openPages({ host: "127.0.0.1", port: 0, isDevelopment: false }).getRequestHandler();
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    table: new RouteTable([{ POST: defineRoute(ping, async () => undefined) }]),
    // Without a build there is no page; what matters is all that Next does to the server at the first one.
    pages: (message, target) => handlePage(message, target).catch(() => void target.end("no page")),
  });
  try {
    expect(await (await fetch(`http://127.0.0.1:${server.port}/login`)).text()).toBe("no page");
    const offers = [
      "upgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nconnection: upgrade, http2-settings",
      "upgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\nconnection: upgrade",
    ];
    for (const offer of offers) {
      const socket = connect(server.port, "127.0.0.1");
      await once(socket, "connect");
      const body = "content-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
      socket.write(`POST ${ping.path} HTTP/1.1\r\nhost: x\r\n${offer}\r\n${body}`);
      expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1\.1 204 /);
      socket.write(`POST ${ping.path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 204 /);
    }
  } finally {
    await server.stop(0);
  }
});

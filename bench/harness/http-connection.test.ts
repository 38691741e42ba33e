import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { bodyOf, HttpConnection } from "./http-connection";

let server: Server;

/** A server that treats every connection as told. */
async function serve(onRequest: (socket: Socket) => void): Promise<HttpConnection> {
  server = createServer((socket) => socket.on("data", () => onRequest(socket)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return new HttpConnection((server.address() as AddressInfo).port);
}

afterEach(() => {
  server.close();
});

describe("a benchmark's connection", () => {
  it("puts an answer together that arrives in pieces, and takes the next one on the same connection", async () => {
    const text = 'HTTP/1.1 201 Created\r\nContent-Length: 15\r\n\r\n{"name":"bär"}';
    const connection = await serve((socket) => {
      const bytes = Buffer.from(text);
      socket.setNoDelay(true);
      socket.write(bytes.subarray(0, 20));
      setImmediate(() => socket.write(bytes.subarray(20, bytes.length - 4)));
      setImmediate(() => setImmediate(() => socket.write(bytes.subarray(bytes.length - 4))));
    });
    const expected = { status: 201, body: { name: "bär" } };
    expect(await connection.send("POST", "/", "key", "{}")).toEqual(expected);
    expect(await connection.send("POST", "/", "key", "{}")).toEqual(expected);
    connection.close();
  });

  it("fails instead of waiting when the server hangs up or answers without a length", async () => {
    const hungUp = await serve((socket) => socket.destroy());
    await expect(hungUp.send("POST", "/", "key", "{}")).rejects.toThrow("closed");
    server.close();
    const endless = await serve((socket) => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    await expect(endless.send("POST", "/", "key", "{}")).rejects.toThrow("without a length");
  });

  it("names the status that was not expected, with what the server said", () => {
    expect(() => bodyOf({ status: 409, body: { code: "stale_attempt" } }, 200, "a claim")).toThrow(
      'a claim was answered with 409: {"code":"stale_attempt"}',
    );
  });
});

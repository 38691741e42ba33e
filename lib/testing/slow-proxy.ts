import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface SlowProxy {
  port: number;
  /** What arrives from now on is handed on so much later. */
  delayBy(ms: number): void;
  stop(): Promise<void>;
}

/** A way to a port of this machine that answers late. */
export async function startSlowProxy(targetPort: number): Promise<SlowProxy> {
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: "127.0.0.1", port: targetPort });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => sockets.delete(socket));
    }
    near.on("data", (bytes) => void far.write(bytes));
    far.on("data", (bytes) => void setTimeout(() => near.write(bytes), delayMs));
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    delayBy(ms) {
      delayMs = ms;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

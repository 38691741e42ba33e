import { createServer } from "node:net";
import { errorCode } from "./error-code";

/** Whether a server could listen on this port of the loopback address now. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await bindOnce(port);
    return true;
  } catch (error) {
    if (["EADDRINUSE", "EACCES"].includes(errorCode(error) ?? "")) return false;
    throw error;
  }
}

export function findFreePort(): Promise<number> {
  return bindOnce(0);
}

function bindOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

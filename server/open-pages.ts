import { createServer } from "node:http";
import next from "next";
import { rootDirectory } from "./root-directory";

/**
 * Next's handler of the console's pages. Not prepared yet.
 *
 * At its first page Next listens for upgrades, and Node lets only servers without such a listener answer a request that
 * offers another protocol, as Java's client does with each. Only development has a web socket; otherwise Next gets a
 * server that never listens.
 */
export function openPages({
  host,
  port,
  isDevelopment,
}: {
  host: string;
  port: number;
  isDevelopment: boolean;
}): ReturnType<typeof next> {
  return next({
    dev: isDevelopment,
    dir: rootDirectory(),
    hostname: host,
    port,
    customServer: true,
    ...(isDevelopment ? {} : { httpServer: createServer() }),
  });
}

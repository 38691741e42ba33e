import type { Writable } from "node:stream";
import type pg from "pg";

/**
 * From now on what is asked of `client` in one turn of the event loop goes to the server in one piece: a system call and
 * a wake of the server for each statement cost more than all the rest of its way. Works on the socket that pg's client
 * holds, which its types do not tell of; without one each goes by itself. `onSend` is called for each.
 */
export function sendTogether(client: pg.PoolClient, onSend: () => void): void {
  const { connection } = client as unknown as { connection?: { stream?: Writable } };
  const stream = connection?.stream;
  const send = client.query.bind(client) as (...args: unknown[]) => unknown;
  let isHeld = false;
  client.query = ((...args: unknown[]) => {
    onSend();
    if (stream && !isHeld) {
      isHeld = true;
      stream.cork();
      process.nextTick(() => {
        isHeld = false;
        stream.uncork();
      });
    }
    return send(...args);
  }) as typeof client.query;
}

import { workerSlot } from "@/lib/config/worker-slot";
import type { Lifecycle } from "../lifecycle";
import { prepareEnvironment } from "../prepare-environment";
import { isStop, type WorkerMessage } from "./worker-message";

/**
 * One of the processes of `startCluster`. It ends on a word from above, and, as node:cluster sees to, at once when the
 * process above is gone. Ctrl-C in a terminal reaches it directly as well.
 */
export async function serveAsWorker(lifecycle: Lifecycle): Promise<void> {
  process.on("message", (message) => {
    if (isStop(message)) void lifecycle.exit(0);
  });
  await prepareEnvironment(lifecycle);
  const { serve } = await import("../serve");
  // One is enough: it takes a lock that the others would only ask for.
  const baseUrl = await serve(lifecycle, { hasMaintenance: workerSlot === 1 });
  const ready: WorkerMessage = { kind: "ready", baseUrl };
  process.send?.(ready);
}

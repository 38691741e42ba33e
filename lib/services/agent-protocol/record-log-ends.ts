import type { StatusBody } from "@/lib/contracts/agent-protocol";
import { LOG_STREAMS } from "@/lib/contracts/job";
import { declareLogEnds } from "@/lib/db/logs/declare-log-ends";
import type { AttemptKey } from "@/lib/db/queue/start-attempt";
import type { Db } from "@/lib/db/transaction";

/** Notes the true end of each stream, as far as the agent names it with its last word on the attempt. */
export async function recordLogEnds(tx: Db, key: AttemptKey, streams: StatusBody["streams"]): Promise<void> {
  for (const stream of LOG_STREAMS) {
    const ended = streams?.[stream];
    if (ended) await declareLogEnds(tx, key, stream, ended.bytes, ended.sha256);
  }
}

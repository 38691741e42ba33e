import type { StatusBody } from "@/lib/contracts/agent-protocol";
import type { LogEnd } from "@/lib/db/logs/declare-log-ends";
import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import { LOG_STREAMS } from "@/lib/domain/job/log-stream";

/** The true end of each stream, as far as the agent names it with its last word on the attempt. */
export function logEndsOf({ jobId, attempt }: AttemptKey, streams: StatusBody["streams"]): LogEnd[] {
  return LOG_STREAMS.flatMap((stream) => {
    const ended = streams?.[stream];
    return ended ? [{ jobId, attempt, stream, ...ended }] : [];
  });
}

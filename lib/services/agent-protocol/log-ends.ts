import type { StatusBody } from "@/lib/contracts/agent-protocol";
import { LOG_STREAMS } from "@/lib/contracts/job";
import type { LogEnd } from "@/lib/db/logs/declare-log-ends";
import type { AttemptKey } from "@/lib/db/queue/attempt-key";

/** The true end of each stream, as far as the agent names it with its last word on the attempt. */
export function logEndsOf({ jobId, attempt }: AttemptKey, streams: StatusBody["streams"]): LogEnd[] {
  return LOG_STREAMS.flatMap((stream) => {
    const ended = streams?.[stream];
    return ended ? [{ jobId, attempt, stream, ...ended }] : [];
  });
}

import { readJobLog } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { eventStream, wantsEventStream } from "@/lib/http/event-stream";
import { rawLogResponse } from "@/lib/http/raw-log";
import { followJobLog } from "@/lib/services/jobs/follow-job-log";
import { readJobLog as read } from "@/lib/services/jobs/read-job-log";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(readJobLog, async ({ ctx, principal, params, query, request }) => {
  if (wantsEventStream(request)) {
    const lastEventId = request.headers.get("last-event-id");
    return eventStream({ contract: readJobLog, request, principal, log: ctx.log }, (signal) =>
      followJobLog({ ...withReadDb(ctx), signal }, { ...params, attempt: query.attempt, lastEventId }),
    );
  }
  const page = await read(withReadDb(ctx), { ...params, ...query });
  return query.format === "raw" ? rawLogResponse(params.id, page) : page;
});

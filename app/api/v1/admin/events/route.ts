import { followAdminEvents } from "@/lib/contracts/live-event";
import { defineRoute } from "@/lib/http/define-route";
import { eventStream } from "@/lib/http/event-stream";
import { followEvents } from "@/lib/services/events/follow-events";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(followAdminEvents, ({ ctx, principal, request }) =>
  eventStream({ contract: followAdminEvents, request, principal, log: ctx.log }, (signal) =>
    followEvents({ ...withReadDb(ctx), signal }, null, request.headers.get("last-event-id")),
  ),
);

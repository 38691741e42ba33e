import { followTenantEvents } from "@/lib/contracts/live-event";
import { defineRoute } from "@/lib/http/define-route";
import { eventStream } from "@/lib/http/event-stream";
import { followEvents } from "@/lib/services/events/follow-events";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(followTenantEvents, ({ ctx, principal, request }) =>
  eventStream({ contract: followTenantEvents, request, principal, log: ctx.log }, (signal) =>
    followEvents({ ...withReadDb(ctx), signal }, ctx.tenantId, request.headers.get("last-event-id")),
  ),
);

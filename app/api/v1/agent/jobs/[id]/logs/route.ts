import { appendLog } from "@/lib/contracts/tenant-agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { appendLog as append } from "@/lib/services/agent-protocol/append-log";
import { withDb } from "@/lib/services/with-db";

export const PATCH = defineRoute(appendLog, ({ ctx, principal, params, body }) =>
  append({ ...withDb(ctx), caller: principal }, params.id, body),
);

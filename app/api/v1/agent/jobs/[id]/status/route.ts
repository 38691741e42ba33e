import { reportStatus } from "@/lib/contracts/tenant-agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { reportStatus as report } from "@/lib/services/agent-protocol/report-status";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(reportStatus, ({ ctx, principal, params, body }) =>
  report({ ...withDb(ctx), caller: principal }, params.id, body),
);

import { reportFindings } from "@/lib/contracts/tenant-agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { reportFindings as report } from "@/lib/services/agent-protocol/report-findings";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(reportFindings, ({ ctx, principal, params, body }) =>
  report({ ...withDb(ctx), caller: principal }, params.id, body),
);

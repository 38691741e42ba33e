import { getMetrics } from "@/lib/contracts/operations";
import { defineRoute } from "@/lib/http/define-route";
import { requireMetricsAccess } from "@/lib/http/metrics-access";
import { collectMetrics } from "@/lib/services/operations/collect-metrics";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(getMetrics, async ({ ctx, request }) => {
  requireMetricsAccess(request);
  const text = await collectMetrics(withReadDb(ctx));
  return new Response(text, { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" } });
});

"use client";

import { useQuery } from "@tanstack/react-query";
import { type UseFormReturn, useWatch } from "react-hook-form";
import { useEstimate } from "@/components/scan-form/api/use-estimate";
import type { ScanFormValues } from "@/components/scan-form/scan-form-values";
import { slotSentence } from "@/components/scan-form/slot-sentence";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusShape } from "@/components/ui/status-shape";
import { platformStatsOptions } from "@/components/usage/api/platform-stats-query";
import { cn } from "@/lib/client/cn";
import { useTenantSession } from "@/lib/client/tenant-session";

/** What one more scan uses, before it is submitted. */
export function SlotUse({ form }: { form: UseFormReturn<ScanFormValues> }) {
  const { slug } = useTenantSession();
  const estimate = useEstimate(form);
  const mode = useWatch({ control: form.control, name: "selection_mode" });
  const stats = useQuery(platformStatsOptions(slug)).data;
  if (!stats) return <Skeleton className="w-64" />;
  if (!stats.enabled) {
    return (
      <p className="min-w-0 flex-1 basis-60">
        Platform agents are not part of your plan, so scans are refused.
      </p>
    );
  }
  if (mode === "tenant_only" && stats.current_queued < stats.max_queued) {
    return (
      <p role="status" className="min-w-0 flex-1 basis-60">
        Runs on your own agents and uses none of your plan's slots.
      </p>
    );
  }
  const { tone, what, after } = slotSentence(stats, mode, estimate?.data.waiting ?? null);
  return (
    <p role="status" className="flex min-w-0 flex-1 basis-60 items-start gap-2 tabular-nums">
      <span className={cn("mt-1", { ok: "text-ok", wait: "text-wait", bad: "text-bad" }[tone])}>
        <StatusShape tone={tone} />
      </span>
      <span className="min-w-0">
        {what} {after}
      </span>
    </p>
  );
}

"use client";

import type { UseFormReturn } from "react-hook-form";
import { useEstimate } from "@/components/scan-form/api/use-estimate";
import { estimateSentence } from "@/components/scan-form/estimate-sentence";
import type { ScanFormValues } from "@/components/scan-form/scan-form-values";

/** When the scan would start, as soon as the form says enough. A hint that never stands in the way of submitting. */
export function StartEstimate({ form }: { form: UseFormReturn<ScanFormValues> }) {
  const estimate = useEstimate(form);
  const sentence = estimate ? estimateSentence(estimate.data, estimate.atSeconds) : "";
  return (
    <p role="status" className="min-h-5 basis-full text-ink-3 text-sm tabular-nums">
      {sentence}
    </p>
  );
}

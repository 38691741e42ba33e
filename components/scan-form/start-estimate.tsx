"use client";

import { useQuery } from "@tanstack/react-query";
import { type UseFormReturn, useWatch } from "react-hook-form";
import { estimateOptions } from "@/components/scan-form/api/estimate-query";
import { estimateSentence } from "@/components/scan-form/estimate-sentence";
import { type ScanFormValues, targetFault, toSubmitBody } from "@/components/scan-form/scan-form-values";
import { useTenantSession } from "@/lib/client/tenant-session";
import { useSettled } from "@/lib/client/use-settled";

const SETTLE_MS = 500;

/** When the scan would start, as soon as the form says enough. A hint that never stands in the way of submitting. */
export function StartEstimate({ form }: { form: UseFormReturn<ScanFormValues> }) {
  const { slug } = useTenantSession();
  useWatch({ control: form.control });
  const body = useSettled(bodyOf(form.getValues()), SETTLE_MS);
  const { data, dataUpdatedAt } = useQuery(estimateOptions(slug, body));
  const sentence = data && body !== null ? estimateSentence(data, dataUpdatedAt / 1000) : "";
  return (
    <p role="status" className="min-h-5 basis-full text-ink-3 text-sm tabular-nums">
      {sentence}
    </p>
  );
}

/** As text, so that the same input is the same question; null while it is no whole scan yet. */
function bodyOf(values: ScanFormValues): string | null {
  if (values.tool === "secrets" || targetFault(values.tool, values.target)) return null;
  return JSON.stringify(toSubmitBody(values, null));
}

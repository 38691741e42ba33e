import { useQuery } from "@tanstack/react-query";
import { type UseFormReturn, useWatch } from "react-hook-form";
import { estimateOptions } from "@/components/scan-form/api/estimate-query";
import { type ScanFormValues, targetFault, toSubmitBody } from "@/components/scan-form/scan-form-values";
import { useTenantSession } from "@/lib/client/tenant-session";
import { useSettled } from "@/lib/client/use-settled";
import type { JobEstimate } from "@/lib/contracts/job";

const SETTLE_MS = 500;

/** What a submit of the form would be told, and when that was said; null while the form says too little to ask. */
export function useEstimate(
  form: UseFormReturn<ScanFormValues>,
): { data: JobEstimate; atSeconds: number } | null {
  const { slug } = useTenantSession();
  useWatch({ control: form.control });
  const body = useSettled(bodyOf(form.getValues()), SETTLE_MS);
  const { data, dataUpdatedAt } = useQuery(estimateOptions(slug, body));
  return data && body !== null ? { data, atSeconds: dataUpdatedAt / 1000 } : null;
}

/** As text, so that the same input is the same question; null while it is no whole scan yet. */
function bodyOf(values: ScanFormValues): string | null {
  if (values.tool === "secrets" || targetFault(values.tool, values.target)) return null;
  return JSON.stringify(toSubmitBody(values, null));
}

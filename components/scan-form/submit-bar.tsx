"use client";

import { useQuery } from "@tanstack/react-query";
import { type MouseEvent, useId } from "react";
import { type UseFormReturn, useWatch } from "react-hook-form";
import { useEstimate } from "@/components/scan-form/api/use-estimate";
import { estimateSentence } from "@/components/scan-form/estimate-sentence";
import { refusalWords } from "@/components/scan-form/refusal-words";
import type { ScanFormValues } from "@/components/scan-form/scan-form-values";
import { SlotUse } from "@/components/scan-form/slot-use";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { CardFooter } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { platformStatsOptions } from "@/components/usage/api/platform-stats-query";
import { paths } from "@/lib/client/paths";
import { useTenantSession } from "@/lib/client/tenant-session";

/** What the scan of the form would use and when it would start, and the button, which takes no press that would be refused. */
export function SubmitBar({ form, isSent }: { form: UseFormReturn<ScanFormValues>; isSent: boolean }) {
  const { slug } = useTenantSession();
  const slotsId = useId();
  const estimate = useEstimate(form);
  const mode = useWatch({ control: form.control, name: "selection_mode" });
  const stats = useQuery(platformStatsOptions(slug)).data;
  // Once it is sent, the scan itself may have taken the last place.
  const refusal = stats && !isSent ? refusalWords(stats, estimate?.data ?? null) : null;
  return (
    <CardFooter className="justify-between">
      {stats ? (
        <SlotUse id={slotsId} stats={stats} mode={mode} estimate={estimate?.data ?? null} refusal={refusal} />
      ) : (
        <Skeleton className="w-64" />
      )}
      <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:*:flex-1">
        <ButtonLink href={paths.scans(slug)} variant="quiet">
          Cancel
        </ButtonLink>
        <Button
          type="submit"
          variant="primary"
          loading={isSent}
          // It keeps the focus, so that whoever hears the page is told why.
          {...(refusal ? { "aria-disabled": true, "aria-describedby": slotsId, onClick: refusePress } : {})}
        >
          Start scan
        </Button>
      </div>
      <p role="status" className="min-h-5 basis-full text-ink-3 text-sm tabular-nums">
        {estimate && !refusal ? estimateSentence(estimate.data, mode, estimate.atSeconds) : ""}
      </p>
    </CardFooter>
  );
}

function refusePress(event: MouseEvent) {
  event.preventDefault();
}

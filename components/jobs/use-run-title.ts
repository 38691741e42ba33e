import { useEffect } from "react";
import { titleWords } from "@/components/jobs/job-status-words";
import type { JobView } from "@/lib/contracts/job";

/** Keeps the browser tab's title at "Running 40% – scan 12". */
export function useRunTitle(job: JobView): void {
  const title = `${titleWords(job)} – scan ${job.number} · Muster`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { explainJobOptions } from "@/components/queue/api/explain-job-query";
import { JobExplanationPage } from "@/components/queue/job-explanation";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { Prefetched } from "@/lib/client/prefetched";
import { Id } from "@/lib/contracts/field";
import { AppError } from "@/lib/domain/errors";
import { explainJob } from "@/lib/services/admin-jobs/explain-job";
import { pageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "Job" };

export default async function JobPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = pageContext(await requirePlatformAdmin());
  const id = Id.safeParse((await params).id).data;
  if (id === undefined) notFound();
  const explanation = await explainJob(ctx, { id }).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  });
  return (
    <Prefetched entries={[{ queryKey: explainJobOptions(id).queryKey, data: explanation }]}>
      <JobExplanationPage id={id} />
    </Prefetched>
  );
}

import { findLeasedArchive } from "@/lib/db/archives/find-leased-archive";
import { fence, type JobTokenContext, staleAttempt } from "@/lib/services/agent-protocol/job-context";

/** The bytes of the archive that the job scans, for the agent that holds its lease. */
export async function downloadArchive(
  ctx: JobTokenContext,
  jobId: string,
): Promise<{ content: Buffer; sha256: string }> {
  const { attempt } = ctx.caller;
  const archive = await findLeasedArchive(ctx.db, fence(ctx, jobId, attempt));
  if (!archive) throw staleAttempt(attempt);
  return archive;
}

import { findLeasedArchive } from "@/lib/db/archives/find-leased-archive";
import { findAttempt } from "@/lib/db/queue/find-attempt";
import { AppError } from "@/lib/domain/errors";
import { fence, type JobTokenContext, staleAttempt } from "@/lib/services/agent-protocol/job-context";

/**
 * The bytes of the archive that the job scans, for the agent that holds its lease. A live attempt that has none to scan is told
 * so (404), and goes on or not as it thinks fit; one that is not live is to stop (409).
 */
export async function downloadArchive(
  ctx: JobTokenContext,
  jobId: string,
): Promise<{ content: Buffer; sha256: string }> {
  const { attempt } = ctx.caller;
  const key = fence(ctx, jobId, attempt);
  const archive = await findLeasedArchive(ctx.db, key);
  if (archive) return archive;
  const found = await findAttempt(ctx.db, key, "read");
  if (found === null || found.outcome !== null) throw staleAttempt(attempt);
  throw new AppError("not_found", "The job has no archive to scan.");
}

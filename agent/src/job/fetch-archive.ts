/**
 * Brings the archive of a job into its work folder.
 *
 * Promise: the file is there with the announced size and SHA-256, or an `ArchiveError`; a broken download is tried again until the run is ended.
 */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { ControlPlane } from "../control-plane/client";
import { ControlPlaneError, judgeFailure, retryAfterOf } from "../control-plane/control-plane-error";
import { backoffSeconds } from "../core/backoff";

export class ArchiveError extends Error {}

const limits = { baseSeconds: 0.5, capSeconds: 15 };

export async function fetchArchive(
  job: ClaimedJob,
  archive: NonNullable<ClaimedJob["archive"]>,
  workDir: string,
  controlPlane: ControlPlane,
  signal: AbortSignal,
  random: () => number,
): Promise<string> {
  const file = path.join(workDir, "archive");
  for (let failures = 1; ; failures += 1) {
    try {
      await download(job, archive, file, controlPlane, signal);
      return file;
    } catch (error) {
      if (error instanceof ArchiveError || signal.aborted) throw error;
      if (!(error instanceof ControlPlaneError))
        throw new ArchiveError(`The archive cannot be stored: ${(error as Error).message}`);
      if (judgeFailure(error) !== "retry")
        throw new ArchiveError(`The archive was refused: ${error.message}`);
      await delay(backoffSeconds(failures, limits, random, retryAfterOf(error)) * 1_000, undefined, {
        signal,
      });
    }
  }
}

async function download(
  job: ClaimedJob,
  archive: NonNullable<ClaimedJob["archive"]>,
  file: string,
  controlPlane: ControlPlane,
  signal: AbortSignal,
): Promise<void> {
  const hash = createHash("sha256");
  let length = 0;
  const handle = await open(file, "w", 0o600);
  try {
    const sink = async (bytes: Uint8Array) => {
      length += bytes.length;
      if (length > archive.size_bytes) throw new ArchiveError("The archive is longer than announced.");
      hash.update(bytes);
      await handle.writeFile(bytes);
    };
    await controlPlane.downloadArchive({ jobId: job.id, jobToken: job.job_token }, sink, signal);
  } finally {
    await handle.close();
  }
  // A proxy may end a broken body without an error; the next try may bring it whole.
  if (length < archive.size_bytes) throw new ControlPlaneError("The archive arrived incomplete.");
  if (hash.digest("hex") !== archive.sha256)
    throw new ArchiveError("The archive is not the one that was announced.");
}

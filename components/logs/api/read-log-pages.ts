import { apiFetch } from "@/lib/client/api-fetch";
import { readJobLog } from "@/lib/client/operations/job";
import type { LogChunkView } from "@/lib/contracts/job";
import type { LogStream } from "@/lib/domain/job/log-stream";

const PAGE_BYTES = 1024 * 1024;

export interface LogPlace {
  slug: string;
  jobId: string;
  attempt: number;
}

/** What is stored of one stream from `from` on, page by page. */
export async function* readLogPages(
  { slug, jobId, attempt }: LogPlace,
  stream: LogStream,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<LogChunkView[]> {
  for (let offset = from; ; ) {
    const page = await apiFetch(readJobLog, {
      tenant: slug,
      params: { id: jobId },
      query: { stream, attempt, from: offset, limit: PAGE_BYTES },
      signal,
    });
    yield page.chunks;
    if (page.next_offset <= offset || page.next_offset >= page.total_bytes) return;
    offset = page.next_offset;
  }
}

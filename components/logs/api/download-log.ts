import type { LogPlace } from "@/components/logs/api/read-log-pages";
import { apiPath, toApiError } from "@/lib/client/api-fetch";
import { readJobLog } from "@/lib/client/operations/job";
import type { LogStream } from "@/lib/domain/job/log-stream";

const PART_BYTES = 4 * 1024 * 1024;

/** Saves one stream's bytes as they are stored, under a name that says where they come from. */
export async function downloadLog(
  { slug, jobId, attempt }: LogPlace,
  stream: LogStream,
  name: string,
): Promise<void> {
  const parts: ArrayBuffer[] = [];
  for (let from = 0; ; ) {
    const query = { stream, attempt, format: "raw", from, limit: PART_BYTES };
    const response = await fetch(apiPath(readJobLog, { id: jobId }, query), {
      headers: { "x-tenant": slug },
    });
    if (!response.ok) throw await toApiError(response);
    const part = await response.arrayBuffer();
    if (part.byteLength === 0) break;
    parts.push(part);
    from += part.byteLength;
    if (part.byteLength < PART_BYTES) break;
  }
  const url = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

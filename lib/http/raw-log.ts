import type * as z from "zod";
import type { LogPage } from "@/lib/contracts/job";

/**
 * A page of a log as its plain bytes. Never shown in place by a browser: a log holds what a stranger's site answered.
 * `X-Next-Offset` says where the next page begins, `X-Total-Bytes` where the stored log ends.
 */
export function rawLogResponse(jobId: string, page: z.output<typeof LogPage>): Response {
  const bytes = Buffer.concat(page.chunks.map((chunk) => Buffer.from(chunk.data, "base64")));
  return new Response(bytes, {
    status: 200,
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="scan-${jobId}-${page.attempt}-${page.stream}.log"`,
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "x-next-offset": String(page.next_offset),
      "x-total-bytes": String(page.total_bytes),
    },
  });
}

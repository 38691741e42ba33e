import { ApiError } from "@/lib/client/api-error";
import { apiPath, toApiError } from "@/lib/client/api-fetch";
import { uploadArchive as operation } from "@/lib/client/operations/archive";
import type { ArchiveView } from "@/lib/contracts/archive";

/** Uploads an archive as plain bytes; its id is the target of a scan. */
export async function uploadArchive(slug: string, file: File): Promise<ArchiveView> {
  let response: Response;
  try {
    response = await fetch(apiPath(operation, undefined, { file_name: file.name }), {
      method: operation.method,
      headers: { "x-tenant": slug, "content-type": "application/octet-stream" },
      body: file,
    });
  } catch {
    throw new ApiError("The server cannot be reached. Check your connection and try again.", null);
  }
  if (!response.ok) throw await toApiError(response);
  return ((await response.json()) as { archive: ArchiveView }).archive;
}

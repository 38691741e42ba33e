import { ApiError } from "@/lib/client/api-error";
import { apiPath, toApiError } from "@/lib/client/api-fetch";
import { type ArchiveView, uploadArchive as contract } from "@/lib/contracts/archive";

/** Uploads an archive as plain bytes; its id is the target of a scan. */
export async function uploadArchive(slug: string, file: File): Promise<ArchiveView> {
  let response: Response;
  try {
    response = await fetch(apiPath(contract, undefined, { file_name: file.name }), {
      method: contract.method,
      headers: { "x-tenant": slug, "content-type": "application/octet-stream" },
      body: file,
    });
  } catch {
    throw new ApiError("The server cannot be reached. Check your connection and try again.", null);
  }
  if (!response.ok) throw await toApiError(response);
  return ((await response.json()) as { archive: ArchiveView }).archive;
}

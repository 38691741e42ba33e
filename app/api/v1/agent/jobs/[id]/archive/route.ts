import { downloadArchive } from "@/lib/contracts/tenant-agent-protocol";
import { defineRoute } from "@/lib/http/define-route";
import { downloadArchive as download } from "@/lib/services/agent-protocol/download-archive";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(downloadArchive, async ({ ctx, principal, params }) => {
  const { content, sha256 } = await download({ ...withDb(ctx), caller: principal }, params.id);
  return new Response(new Uint8Array(content), {
    headers: {
      "content-type": "application/octet-stream",
      "x-content-sha256": sha256,
      "x-content-type-options": "nosniff",
    },
  });
});

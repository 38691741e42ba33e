import { uploadArchive } from "@/lib/contracts/job";
import { defineRoute } from "@/lib/http/define-route";
import { uploadArchive as upload } from "@/lib/services/jobs/upload-archive";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(uploadArchive, ({ ctx, query, bytes }) =>
  upload(withDb(ctx), { fileName: query.file_name, content: bytes }),
);

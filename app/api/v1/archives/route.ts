import { listArchives, uploadArchive } from "@/lib/contracts/archive";
import { defineRoute } from "@/lib/http/define-route";
import { admitUpload } from "@/lib/services/jobs/admit-upload";
import { listArchives as list } from "@/lib/services/jobs/list-archives";
import { uploadArchive as upload } from "@/lib/services/jobs/upload-archive";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listArchives, ({ ctx, query }) => list(withReadDb(ctx), query));

export const POST = defineRoute(
  uploadArchive,
  ({ ctx, query, bytes }) => upload(withDb(ctx), { fileName: query.file_name, content: bytes }),
  { admit: ({ ctx, declaredBytes }) => admitUpload(withDb(ctx), { declaredBytes }) },
);

import { deleteArchive } from "@/lib/contracts/archive";
import { defineRoute } from "@/lib/http/define-route";
import { deleteArchive as remove } from "@/lib/services/jobs/delete-archive";
import { withDb } from "@/lib/services/with-db";

export const DELETE = defineRoute(deleteArchive, async ({ ctx, params }) => {
  await remove(withDb(ctx), params);
});

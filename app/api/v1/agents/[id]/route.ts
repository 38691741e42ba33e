import { deleteOwnAgent, getOwnAgent, updateOwnAgent } from "@/lib/contracts/own-agent";
import { defineRoute } from "@/lib/http/define-route";
import { deleteAgent } from "@/lib/services/platform-agents/delete-agent";
import { getAgent } from "@/lib/services/platform-agents/get-agent";
import { updateAgent } from "@/lib/services/platform-agents/update-agent";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(getOwnAgent, ({ ctx, params }) => getAgent(withReadDb(ctx), params.id));

export const PATCH = defineRoute(updateOwnAgent, ({ ctx, params, body }) =>
  updateAgent(withDb(ctx), { id: params.id, body }),
);

export const DELETE = defineRoute(deleteOwnAgent, async ({ ctx, params, query }) => {
  await deleteAgent(withDb(ctx), { id: params.id, isForced: query.force === "true" });
  return undefined;
});

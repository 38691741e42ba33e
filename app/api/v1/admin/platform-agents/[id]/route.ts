import {
  deleteAgent as deleteContract,
  getAgent as getContract,
  updateAgent as updateContract,
} from "@/lib/contracts/agent";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { deleteAgent } from "@/lib/services/platform-agents/delete-agent";
import { getAgent } from "@/lib/services/platform-agents/get-agent";
import { updateAgent } from "@/lib/services/platform-agents/update-agent";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(getContract, ({ ctx, params }) =>
  getAgent(asPlatform(withReadDb(ctx)), params.id),
);

export const PATCH = defineRoute(updateContract, ({ ctx, params, body }) =>
  updateAgent(asPlatform(withDb(ctx)), { id: params.id, body }),
);

export const DELETE = defineRoute(deleteContract, async ({ ctx, params, query }) => {
  await deleteAgent(asPlatform(withDb(ctx)), { id: params.id, isForced: query.force === "true" });
  return undefined;
});

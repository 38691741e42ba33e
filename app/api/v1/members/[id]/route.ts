import { removeMember as removeContract, updateMember as updateContract } from "@/lib/contracts/member";
import { defineRoute } from "@/lib/http/define-route";
import { removeMember } from "@/lib/services/members/remove-member";
import { updateMember } from "@/lib/services/members/update-member";
import { withDb } from "@/lib/services/with-db";

export const PATCH = defineRoute(updateContract, ({ ctx, params, body }) =>
  updateMember(withDb(ctx), { userId: params.id, role: body.role }),
);

export const DELETE = defineRoute(removeContract, async ({ ctx, params }) => {
  await removeMember(withDb(ctx), { userId: params.id });
});

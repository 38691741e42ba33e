import { baseUrl } from "@/lib/auth/base-url";
import { inviteMember as contract } from "@/lib/contracts/member";
import { defineRoute } from "@/lib/http/define-route";
import { inviteMember } from "@/lib/services/members/invite-member";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, body, request }) =>
  inviteMember(withDb(ctx), { ...body, baseUrl: baseUrl(request) }),
);

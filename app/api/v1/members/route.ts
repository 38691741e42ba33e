import { listMembers as contract } from "@/lib/contracts/member";
import { defineRoute } from "@/lib/http/define-route";
import { listMembers } from "@/lib/services/members/list-members";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(contract, ({ ctx }) => listMembers(withDb(ctx)));

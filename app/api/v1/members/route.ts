import { listMembers as contract } from "@/lib/contracts/member";
import { defineRoute } from "@/lib/http/define-route";
import { listMembers } from "@/lib/services/members/list-members";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx }) => listMembers(withReadDb(ctx)));

import { getAccount } from "@/lib/contracts/account";
import { defineRoute } from "@/lib/http/define-route";
import { accountView } from "@/lib/services/account/account-view";

export const GET = defineRoute(getAccount, async ({ principal }) => ({ account: accountView(principal) }));

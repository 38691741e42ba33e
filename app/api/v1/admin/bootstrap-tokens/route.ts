import {
  createBootstrapToken as createContract,
  listBootstrapTokens as listContract,
} from "@/lib/contracts/bootstrap-token";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { createBootstrapToken } from "@/lib/services/bootstrap-tokens/create-bootstrap-token";
import { listBootstrapTokens } from "@/lib/services/bootstrap-tokens/list-bootstrap-tokens";
import { withDb } from "@/lib/services/with-db";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(listContract, ({ ctx, query }) =>
  listBootstrapTokens(asPlatform(withReadDb(ctx)), query),
);

export const POST = defineRoute(createContract, ({ ctx, body }) =>
  createBootstrapToken(asPlatform(withDb(ctx)), body),
);

import { getOpenApi } from "@/lib/contracts/operations";
import { apiDescription } from "@/lib/http/api-description";
import { defineRoute } from "@/lib/http/define-route";

export const GET = defineRoute(getOpenApi, async () => ({ ...apiDescription() }));

import { healthLive } from "@/lib/contracts/operations";
import { defineRoute } from "@/lib/http/define-route";

export const GET = defineRoute(healthLive, async () => ({ status: "ok" as const }));

import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/platform-stats";

export const getPlatformStats: Operation<typeof contracts.getPlatformStats> = {
  id: "getPlatformStats",
  method: "GET",
  path: "/api/v1/platform/stats",
};

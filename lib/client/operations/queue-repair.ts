import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/queue-repair";

export const getQueueFaults: Operation<typeof contracts.getQueueFaults> = {
  id: "getQueueFaults",
  method: "GET",
  path: "/api/v1/admin/queue/faults",
};

export const repairQueue: Operation<typeof contracts.repairQueue> = {
  id: "repairQueue",
  method: "POST",
  path: "/api/v1/admin/queue/repair",
};

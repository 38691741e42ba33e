import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/archive";

export const uploadArchive: Operation<typeof contracts.uploadArchive> = {
  id: "uploadArchive",
  method: "POST",
  path: "/api/v1/archives",
};

import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/dead-letter";

export const listDeadLetters: Operation<typeof contracts.listDeadLetters> = {
  id: "listDeadLetters",
  method: "GET",
  path: "/api/v1/admin/dead-letters",
};

export const requeueDeadLetter: Operation<typeof contracts.requeueDeadLetter> = {
  id: "requeueDeadLetter",
  method: "POST",
  path: "/api/v1/admin/dead-letters/{id}/requeue",
};

export const dismissDeadLetter: Operation<typeof contracts.dismissDeadLetter> = {
  id: "dismissDeadLetter",
  method: "POST",
  path: "/api/v1/admin/dead-letters/{id}/dismiss",
};

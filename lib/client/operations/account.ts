import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/account";

export const changePassword: Operation<typeof contracts.changePassword> = {
  id: "changePassword",
  method: "POST",
  path: "/api/v1/account/password",
};

export const listSessions: Operation<typeof contracts.listSessions> = {
  id: "listSessions",
  method: "GET",
  path: "/api/v1/account/sessions",
};

export const revokeSession: Operation<typeof contracts.revokeSession> = {
  id: "revokeSession",
  method: "DELETE",
  path: "/api/v1/account/sessions/{id}",
};

export const checkSetupLink: Operation<typeof contracts.checkSetupLink> = {
  id: "checkSetupLink",
  method: "POST",
  path: "/api/v1/setup/check",
};

export const completeSetup: Operation<typeof contracts.completeSetup> = {
  id: "completeSetup",
  method: "POST",
  path: "/api/v1/setup",
};

export const acceptInvitation: Operation<typeof contracts.acceptInvitation> = {
  id: "acceptInvitation",
  method: "POST",
  path: "/api/v1/invitations/accept",
};

import type { Role } from "@/lib/domain/access/permissions";

export const roleNames: Record<Role, string> = {
  owner: "Owner",
  admin: "Admin",
  member: "Member",
  viewer: "Viewer",
};

export const roleHints: Record<Role, string> = {
  owner: "Everything, and the other owners",
  admin: "Everything but owners",
  member: "Submits and cancels scans",
  viewer: "Reads scans and findings",
};

import type { UserStatus } from "@/lib/domain/access/user-status";

export const userStatusNames: Record<UserStatus, string> = { active: "Active", disabled: "Disabled" };

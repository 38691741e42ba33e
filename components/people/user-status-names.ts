import type { UserStatus } from "@/lib/contracts/user";

export const userStatusNames: Record<UserStatus, string> = { active: "Active", disabled: "Disabled" };

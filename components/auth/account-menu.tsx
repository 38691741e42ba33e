"use client";

import type { ComponentProps } from "react";
import { signOut } from "@/components/auth/next-auth-client";
import { UserMenu } from "@/components/layout/user-menu";

type AccountMenuProps = Pick<ComponentProps<typeof UserMenu>, "name" | "email" | "links">;

/** The user menu of both consoles, with the way out. Takes only data, so that a server component can render it. */
export function AccountMenu(props: AccountMenuProps) {
  return <UserMenu {...props} signOutAction={signOut} />;
}

"use client";

import { Shield, UserRound } from "lucide-react";
import { signOut } from "@/components/auth/next-auth-client";
import { UserMenu } from "@/components/layout/user-menu";
import { paths } from "@/lib/client/paths";

interface AccountMenuProps {
  name: string;
  email: string;
  isPlatformAdmin: boolean;
}

/** Theme, account and the way out, in either console. */
export function AccountMenu({ name, email, isPlatformAdmin }: AccountMenuProps) {
  const links = [
    { href: paths.account, label: "Account", icon: <UserRound aria-hidden /> },
    ...(isPlatformAdmin
      ? [{ href: paths.admin, label: "Platform admin", icon: <Shield aria-hidden /> }]
      : []),
  ];
  return (
    <UserMenu
      name={name}
      email={email}
      links={links}
      signOutAction={async () => {
        await signOut();
      }}
    />
  );
}

"use client";

import { ChevronsUpDown, LogOut } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode, startTransition } from "react";
import { ThemeMenuItems } from "@/components/theme/theme-menu-items";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";

type UserMenuProps = {
  name: string;
  email: string;
  links?: { href: string; label: string; icon?: ReactNode }[];
} & ({ signOutAction: () => void | Promise<void> } | { signOutHref: string });

/** Who is signed in, the theme, and the way out, which is either an action (server or browser) or an address. */
export function UserMenu(props: UserMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex w-full items-center gap-2.5 rounded px-2.5 py-1.5 text-left text-side-ink hover:bg-side-on data-[state=open]:bg-side-on">
        <span
          aria-hidden
          className="grid size-7 shrink-0 place-items-center rounded-full bg-side-on font-semibold text-xs uppercase shadow-[0_0_0_1px_var(--side-line)]"
        >
          {initials(props.name)}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-sm">{props.name}</span>
          <span className="block truncate text-side-2 text-xs">{props.email}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-side-2" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top" className="w-56">
        <DropdownMenuLabel>Theme</DropdownMenuLabel>
        <ThemeMenuItems />
        <DropdownMenuSeparator />
        {props.links?.map((link) => (
          <Fragment key={link.href}>
            <DropdownMenuItem asChild>
              <Link href={link.href}>
                {link.icon}
                {link.label}
              </Link>
            </DropdownMenuItem>
          </Fragment>
        ))}
        {"signOutHref" in props ? (
          <DropdownMenuItem asChild>
            <a href={props.signOutHref}>
              <LogOut aria-hidden />
              Sign out
            </a>
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem
            icon={<LogOut aria-hidden />}
            onSelect={() => startTransition(() => props.signOutAction())}
          >
            Sign out
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? "") : "";
  return first + last;
}

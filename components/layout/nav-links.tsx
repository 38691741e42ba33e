"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/lib/client/cn";
import type { NavItem } from "./nav-item";

export function NavLinks({ label, items }: { label: string; items: NavItem[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label}>
      <ul className="space-y-0.5">
        {items.map((item) => {
          const current = pathname === item.href || (!item.exact && pathname.startsWith(`${item.href}/`));
          return (
            <li key={item.href}>
              <Link
                href={item.href}
                aria-current={current ? "page" : undefined}
                className={cn(
                  "flex min-h-8 items-center gap-2.5 rounded px-2.5 py-1.5 text-side-2 transition-colors duration-100 hover:text-side-ink [&_svg]:size-4 [&_svg]:shrink-0",
                  current && "bg-side-on font-medium text-side-ink shadow-[0_0_0_1px_var(--side-line)]",
                )}
              >
                <span aria-hidden className="contents">
                  {item.icon}
                </span>
                {item.label}
                {item.count === undefined ? null : (
                  <span className="ml-auto font-normal text-side-2 tabular-nums">{item.count}</span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/lib/client/cn";
import { tabClasses, tabListClasses } from "./tab-classes";

type LinkTabsProps = {
  label: string;
  items: { href: string; label: string; count?: number }[];
  className?: string;
};

/** Tabs that are pages: each has its own address, the current one is the pathname's. */
export function LinkTabs({ label, items, className }: LinkTabsProps) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className={cn(tabListClasses, className)}>
      {items.map((item) => {
        const current = pathname === item.href;
        return (
          <Link
            key={item.href}
            href={item.href}
            aria-current={current ? "page" : undefined}
            data-state={current ? "active" : "inactive"}
            className={tabClasses}
          >
            {item.label}
            {item.count === undefined ? null : (
              <span className="text-ink-3 text-xs tabular-nums">{item.count}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

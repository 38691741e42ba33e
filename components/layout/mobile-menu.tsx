"use client";

import { Menu, X } from "lucide-react";
import { usePathname } from "next/navigation";
import * as DialogPrimitive from "radix-ui/dialog";
import { type ReactNode, useState } from "react";
import { overlayClasses } from "@/components/ui/overlay-classes";

type MobileMenuProps = { console: "tenant" | "admin"; title: string; children: ReactNode };

/** The sidebar's content as a dialog on small screens; it closes when the page changes. */
export function MobileMenu({ console, title, children }: MobileMenuProps) {
  const pathname = usePathname();
  const [openOn, setOpenOn] = useState<string | null>(null);
  return (
    <DialogPrimitive.Root
      open={openOn === pathname}
      onOpenChange={(open) => setOpenOn(open ? pathname : null)}
    >
      <DialogPrimitive.Trigger
        aria-label="Open menu"
        className="inline-flex size-9 items-center justify-center rounded text-side-ink hover:bg-side-on"
      >
        <Menu aria-hidden className="size-5" />
      </DialogPrimitive.Trigger>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className={overlayClasses} />
        <div data-console={console} className="contents">
          <DialogPrimitive.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[calc(100vw-3rem)] flex-col gap-3 overflow-y-auto border-side-line border-r bg-side p-3 text-side-ink data-[state=open]:animate-appear"
          >
            <div className="flex items-center justify-between pl-2.5">
              <DialogPrimitive.Title className="font-semibold">{title}</DialogPrimitive.Title>
              <DialogPrimitive.Close
                aria-label="Close menu"
                className="inline-flex size-9 items-center justify-center rounded hover:bg-side-on"
              >
                <X aria-hidden className="size-5" />
              </DialogPrimitive.Close>
            </div>
            {children}
          </DialogPrimitive.Content>
        </div>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}

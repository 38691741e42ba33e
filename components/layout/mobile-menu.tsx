"use client";

import { Menu } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useId, useRef, useState } from "react";
import { DialogOpener } from "@/components/ui/dialog-opener";
import { onDemand, useOnDemand } from "@/components/ui/use-on-demand";

const source = onDemand(() => import("./mobile-menu-panel"));

type MobileMenuProps = { console: "tenant" | "admin"; title: string; children: ReactNode };

/** The sidebar's content as a dialog on small screens; it closes when the page changes. */
export function MobileMenu({ children, ...props }: MobileMenuProps) {
  const pathname = usePathname();
  const [openOn, setOpenOn] = useState<string | null>(null);
  const open = openOn === pathname;
  const opener = useRef<HTMLElement>(null);
  const id = useId();
  const { code, prepare } = useOnDemand(source, { isWanted: open, onFailure: () => setOpenOn(null) });
  return (
    <>
      <DialogOpener
        open={open}
        contentId={id}
        onOpen={() => setOpenOn(open ? null : pathname)}
        onNear={prepare}
        ref={opener}
      >
        <button
          type="button"
          aria-label="Open menu"
          className="inline-flex size-9 items-center justify-center rounded text-side-ink hover:bg-side-on"
        >
          <Menu aria-hidden className="size-5" />
        </button>
      </DialogOpener>
      {code ? (
        <code.MobileMenuPanel
          {...props}
          id={id}
          open={open}
          onOpenChange={(next) => setOpenOn(next ? pathname : null)}
          opener={opener}
        >
          {children}
        </code.MobileMenuPanel>
      ) : null}
    </>
  );
}

import { X } from "lucide-react";
import * as DialogPrimitive from "radix-ui/dialog";
import type { ReactNode, RefObject } from "react";
import { overlayClasses } from "@/components/ui/overlay-classes";

interface MobileMenuPanelProps {
  id: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Has the focus again when the menu closes. */
  opener: RefObject<HTMLElement | null>;
  console: "tenant" | "admin";
  title: string;
  children: ReactNode;
}

/** The menu of small screens, with the primitive that holds it. */
export function MobileMenuPanel({
  id,
  open,
  onOpenChange,
  opener,
  console,
  title,
  children,
}: MobileMenuPanelProps) {
  return (
    <DialogPrimitive.Root open={open} onOpenChange={onOpenChange}>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className={overlayClasses} />
        <div data-console={console} className="contents">
          <DialogPrimitive.Content
            id={id}
            aria-describedby={undefined}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              opener.current?.focus();
            }}
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

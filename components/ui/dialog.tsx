"use client";

import { X } from "lucide-react";
import * as DialogPrimitive from "radix-ui/dialog";
import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";
import { IconButton } from "./icon-button";
import { dialogClasses, overlayClasses } from "./overlay-classes";

export const Dialog = DialogPrimitive.Root;
export const DialogTrigger = DialogPrimitive.Trigger;
export const DialogClose = DialogPrimitive.Close;

const widths = { sm: "max-w-md", md: "max-w-xl", lg: "max-w-3xl" };

type DialogContentProps = {
  title: ReactNode;
  description?: ReactNode;
  size?: keyof typeof widths;
  footer?: ReactNode;
  dismissable?: boolean;
  className?: string;
  children?: ReactNode;
};

/** `dismissable={false}` takes away the cross, Escape and the outside click: only for what must not be lost by accident. */
export function DialogContent({
  title,
  description,
  size = "md",
  footer,
  dismissable = true,
  className,
  children,
}: DialogContentProps) {
  const hold = dismissable ? undefined : (event: Event) => event.preventDefault();
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay className={overlayClasses} />
      <DialogPrimitive.Content
        className={cn(dialogClasses, widths[size])}
        onEscapeKeyDown={hold}
        onInteractOutside={hold}
        {...(description ? {} : { "aria-describedby": undefined })}
      >
        <header className="flex items-start gap-3 px-5 pt-4 pb-3">
          <div className="min-w-0 flex-1">
            <DialogPrimitive.Title className="font-semibold text-lg">{title}</DialogPrimitive.Title>
            {description ? (
              <DialogPrimitive.Description className="mt-0.5 text-ink-2">
                {description}
              </DialogPrimitive.Description>
            ) : null}
          </div>
          {dismissable ? (
            <DialogPrimitive.Close asChild>
              <IconButton label="Close" size="sm" className="-mt-0.5 -mr-1.5">
                <X />
              </IconButton>
            </DialogPrimitive.Close>
          ) : null}
        </header>
        <div className={cn("min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5", className)}>{children}</div>
        {footer ? <DialogFooter>{footer}</DialogFooter> : null}
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}

/** The row of buttons at the end of a dialog, or of a form inside one; the primary action comes last. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 rounded-b-lg border-line border-t bg-sunk px-5 py-3">
      {children}
    </footer>
  );
}

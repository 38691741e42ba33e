import { X } from "lucide-react";
import * as DialogPrimitive from "radix-ui/dialog";
import type { ReactNode, RefObject } from "react";
import { cn } from "@/lib/client/cn";
import { DialogFooter } from "./dialog-footer";
import { IconButton } from "./icon-button";
import { dialogClasses, overlayClasses } from "./overlay-classes";

const widths = { sm: "max-w-md", md: "max-w-xl", lg: "max-w-3xl" };

export interface DialogPanelProps {
  id: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Has the focus again when the dialog closes. */
  opener: RefObject<HTMLElement | null>;
  title: ReactNode;
  description?: ReactNode;
  size?: keyof typeof widths;
  footer?: ReactNode;
  dismissable?: boolean;
  className?: string;
  children?: ReactNode;
}

/** What a dialog shows, with the primitive that holds it. */
export function DialogPanel({
  id,
  open,
  onOpenChange,
  opener,
  title,
  description,
  size = "md",
  footer,
  dismissable = true,
  className,
  children,
}: DialogPanelProps) {
  const hold = dismissable ? undefined : (event: Event) => event.preventDefault();
  return (
    <DialogPrimitive.Root open={open} onOpenChange={onOpenChange}>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className={overlayClasses} />
        <DialogPrimitive.Content
          id={id}
          className={cn(dialogClasses, widths[size])}
          onEscapeKeyDown={hold}
          onInteractOutside={hold}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            opener.current?.focus();
          }}
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
    </DialogPrimitive.Root>
  );
}

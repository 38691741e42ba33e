import { Slot } from "radix-ui/slot";
import type { ReactNode, Ref } from "react";

interface DialogOpenerProps {
  open: boolean;
  contentId: string;
  onOpen: () => void;
  /** Fetches the dialog's code: the pointer or the focus is near. */
  onNear: () => void;
  ref: Ref<HTMLElement>;
  /** The one button that opens the dialog. */
  children: ReactNode;
}

/** Says of a button that it opens a dialog. */
export function DialogOpener({ open, contentId, onOpen, onNear, ref, children }: DialogOpenerProps) {
  return (
    <Slot
      aria-haspopup="dialog"
      aria-expanded={open}
      aria-controls={open ? contentId : undefined}
      data-state={open ? "open" : "closed"}
      onPointerEnter={onNear}
      onFocus={onNear}
      onClick={onOpen}
      ref={ref}
    >
      {children}
    </Slot>
  );
}

"use client";

import { Slot } from "radix-ui/slot";
import { createContext, type ReactNode, type RefObject, use, useId, useRef, useState } from "react";
import { DialogOpener } from "./dialog-opener";
import type { DialogPanelProps } from "./dialog-panel";
import { onDemand, useOnDemand } from "./use-on-demand";

const source = onDemand(() => import("./dialog-panel"));

interface DialogState {
  open: boolean;
  setOpen: (open: boolean) => void;
  prepare: () => void;
  Panel: typeof import("./dialog-panel").DialogPanel | null;
  opener: RefObject<HTMLElement | null>;
  contentId: string;
}

const DialogContext = createContext<DialogState | null>(null);

function useDialog(): DialogState {
  const dialog = use(DialogContext);
  if (!dialog) throw new Error("a part of a dialog is used outside one");
  return dialog;
}

interface DialogProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}

/** A dialog; the primitive that traps the focus and covers the page is fetched when it is about to open. */
export function Dialog({ open: givenOpen, onOpenChange, children }: DialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const open = givenOpen ?? ownOpen;
  const opener = useRef<HTMLElement>(null);
  const contentId = useId();
  const { code, prepare } = useOnDemand(source, { isWanted: open, onFailure: () => setOpen(false) });

  function setOpen(next: boolean) {
    setOwnOpen(next);
    onOpenChange?.(next);
  }

  return (
    <DialogContext value={{ open, setOpen, prepare, Panel: code?.DialogPanel ?? null, opener, contentId }}>
      {children}
    </DialogContext>
  );
}

/** Makes its one child the button that opens the dialog and gets the focus back. */
export function DialogTrigger({ children }: { asChild: true; children: ReactNode }) {
  const { open, setOpen, prepare, opener, contentId } = useDialog();
  return (
    <DialogOpener
      open={open}
      contentId={contentId}
      onOpen={() => setOpen(!open)}
      onNear={prepare}
      ref={opener}
    >
      {children}
    </DialogOpener>
  );
}

/** Makes its one child a button that closes the dialog. */
export function DialogClose({ children }: { asChild: true; children: ReactNode }) {
  const { setOpen } = useDialog();
  return <Slot onClick={() => setOpen(false)}>{children}</Slot>;
}

type DialogContentProps = Omit<DialogPanelProps, "id" | "open" | "onOpenChange" | "opener">;

/** `dismissable={false}` takes away the cross, Escape and the outside click: only for what must not be lost by accident. */
export function DialogContent(props: DialogContentProps) {
  const { open, setOpen, Panel, opener, contentId } = useDialog();
  if (!Panel) return null;
  return <Panel {...props} id={contentId} open={open} onOpenChange={setOpen} opener={opener} />;
}

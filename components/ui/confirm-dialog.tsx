"use client";

import { type ReactNode, useId, useRef, useState } from "react";
import type { ConfirmPanelProps } from "./confirm-panel";
import { DialogOpener } from "./dialog-opener";
import { onDemand, useOnDemand } from "./use-on-demand";

const source = onDemand(() => import("./confirm-panel"));

type ConfirmDialogProps = Omit<ConfirmPanelProps, "id" | "open" | "onOpenChange" | "opener"> & {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/**
 * Asks before something that cannot simply be taken back. Stays open while `onConfirm` runs; when that throws, the
 * message is shown in place and the dialog stays, so nothing is reported that did not happen.
 */
export function ConfirmDialog({ trigger, open: givenOpen, onOpenChange, ...question }: ConfirmDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const open = givenOpen ?? ownOpen;
  const opener = useRef<HTMLElement>(null);
  const id = useId();
  const { code, prepare } = useOnDemand(source, { isWanted: open, onFailure: () => setOpen(false) });

  function setOpen(next: boolean) {
    setOwnOpen(next);
    onOpenChange?.(next);
  }

  return (
    <>
      {trigger ? (
        <DialogOpener open={open} contentId={id} onOpen={() => setOpen(!open)} onNear={prepare} ref={opener}>
          {trigger}
        </DialogOpener>
      ) : null}
      {code ? (
        <code.ConfirmPanel {...question} id={id} open={open} onOpenChange={setOpen} opener={opener} />
      ) : null}
    </>
  );
}

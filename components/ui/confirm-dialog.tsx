"use client";

import * as AlertDialogPrimitive from "radix-ui/alert-dialog";
import { type ReactNode, useId, useState } from "react";
import { cn } from "@/lib/client/cn";
import { Button } from "./button";
import { DialogFooter } from "./dialog";
import { Input } from "./input";
import { Notice } from "./notice";
import { dialogClasses, overlayClasses } from "./overlay-classes";

type ConfirmDialogProps = {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  description: ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "danger" | "primary";
  typeToConfirm?: string;
  onConfirm: () => void | Promise<void>;
  children?: ReactNode;
};

/**
 * Asks before something that cannot simply be taken back. Stays open while `onConfirm` runs; when that throws, the
 * message is shown in place and the dialog stays, so nothing is reported that did not happen.
 */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const inputId = useId();
  const open = props.open ?? ownOpen;
  const blocked = props.typeToConfirm !== undefined && typed.trim() !== props.typeToConfirm;

  function change(next: boolean) {
    if (pending) return;
    setFailure(null);
    setTyped("");
    setOwnOpen(next);
    props.onOpenChange?.(next);
  }

  async function confirm() {
    setPending(true);
    setFailure(null);
    try {
      await props.onConfirm();
      setTyped("");
      setOwnOpen(false);
      props.onOpenChange?.(false);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : "The request did not go through. Try again.");
    } finally {
      setPending(false);
    }
  }

  return (
    <AlertDialogPrimitive.Root open={open} onOpenChange={change}>
      {props.trigger ? (
        <AlertDialogPrimitive.Trigger asChild>{props.trigger}</AlertDialogPrimitive.Trigger>
      ) : null}
      <AlertDialogPrimitive.Portal>
        <AlertDialogPrimitive.Overlay className={overlayClasses} />
        <AlertDialogPrimitive.Content className={cn(dialogClasses, "max-w-md")}>
          <div className="min-h-0 flex-1 space-y-3 overflow-y-auto px-5 pt-4 pb-5">
            <div>
              <AlertDialogPrimitive.Title className="font-semibold text-lg">
                {props.title}
              </AlertDialogPrimitive.Title>
              <AlertDialogPrimitive.Description asChild>
                <div className="mt-1 text-ink-2">{props.description}</div>
              </AlertDialogPrimitive.Description>
            </div>
            {props.children}
            {props.typeToConfirm === undefined ? null : (
              <div className="space-y-1.5">
                <label htmlFor={inputId} className="block text-sm">
                  Type <b className="break-all">{props.typeToConfirm}</b> to confirm
                </label>
                <Input
                  id={inputId}
                  value={typed}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => setTyped(event.target.value)}
                />
              </div>
            )}
            {failure ? (
              <Notice tone="bad" title="Nothing was changed">
                {failure}
              </Notice>
            ) : null}
          </div>
          <DialogFooter>
            <AlertDialogPrimitive.Cancel asChild>
              <Button disabled={pending}>{props.cancelLabel ?? "Cancel"}</Button>
            </AlertDialogPrimitive.Cancel>
            <Button variant={props.tone ?? "danger"} loading={pending} disabled={blocked} onClick={confirm}>
              {props.confirmLabel}
            </Button>
          </DialogFooter>
        </AlertDialogPrimitive.Content>
      </AlertDialogPrimitive.Portal>
    </AlertDialogPrimitive.Root>
  );
}

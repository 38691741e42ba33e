import * as AlertDialogPrimitive from "radix-ui/alert-dialog";
import { type ReactNode, type RefObject, useId, useState } from "react";
import { cn } from "@/lib/client/cn";
import { Button } from "./button";
import { DialogFooter } from "./dialog-footer";
import { Input } from "./input";
import { Notice } from "./notice";
import { dialogClasses, overlayClasses } from "./overlay-classes";

export interface ConfirmPanelProps {
  id: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Has the focus again when the dialog closes. */
  opener: RefObject<HTMLElement | null>;
  /** Has it instead when what opened the dialog is gone by then. */
  focusAfter?: RefObject<HTMLElement | null>;
  title: string;
  description: ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "danger" | "primary";
  typeToConfirm?: string;
  onConfirm: () => void | Promise<void>;
  children?: ReactNode;
}

/** The question, with the primitive that holds it. */
export function ConfirmPanel(props: ConfirmPanelProps) {
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const inputId = useId();
  const blocked = props.typeToConfirm !== undefined && typed.trim() !== props.typeToConfirm;

  function change(next: boolean) {
    if (pending) return;
    setFailure(null);
    setTyped("");
    props.onOpenChange(next);
  }

  async function confirm() {
    setPending(true);
    setFailure(null);
    try {
      await props.onConfirm();
      setTyped("");
      props.onOpenChange(false);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : "The request did not go through. Try again.");
    } finally {
      setPending(false);
    }
  }

  return (
    <AlertDialogPrimitive.Root open={props.open} onOpenChange={change}>
      <AlertDialogPrimitive.Portal>
        <AlertDialogPrimitive.Overlay className={overlayClasses} />
        <AlertDialogPrimitive.Content
          id={props.id}
          className={cn(dialogClasses, "max-w-md")}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            (props.opener.current ?? props.focusAfter?.current)?.focus();
          }}
        >
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

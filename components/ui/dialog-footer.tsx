import type { ReactNode } from "react";

/** The row of buttons at the end of a dialog, or of a form inside one; the primary action comes last. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 rounded-b-lg border-line border-t bg-sunk px-5 py-3">
      {children}
    </footer>
  );
}

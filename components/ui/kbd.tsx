import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";

/** A key to press. It borrows the text colour around it, so it also sits on a primary button. */
export function Kbd({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <kbd
      className={cn(
        "inline-block min-w-5 rounded-sm border border-current/35 px-1 text-center font-medium font-mono text-2xs leading-4",
        className,
      )}
    >
      {children}
    </kbd>
  );
}

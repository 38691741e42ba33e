"use client";

import { type ReactNode, useId } from "react";
import { cn } from "@/lib/client/cn";

type RadioCardsProps = { legend: string; error?: string | null; className?: string; children: ReactNode };

/** The named group around RadioCard children. */
export function RadioCards({ legend, error, className, children }: RadioCardsProps) {
  const errorId = useId();
  return (
    <fieldset aria-describedby={error ? errorId : undefined} className="min-w-0">
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <div className={cn("grid gap-2", className)}>{children}</div>
      {error ? (
        <p id={errorId} role="alert" className="mt-1.5 text-bad text-sm">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

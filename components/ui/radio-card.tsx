"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/client/cn";

type RadioCardProps = Omit<ComponentProps<"input">, "type" | "size"> & {
  label: ReactNode;
  description?: ReactNode;
};

/** One choice of a few, each worth a sentence. Put several with the same `name` in a RadioCards group. */
export function RadioCard({ label, description, className, ...props }: RadioCardProps) {
  return (
    <label
      className={cn(
        "flex min-w-0 items-start gap-2.5 rounded border border-line-2 bg-panel px-3 py-2.5 transition-colors duration-100 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-disabled:opacity-55",
        className,
      )}
    >
      <input
        {...props}
        type="radio"
        className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-edge bg-panel checked:border-[5px] checked:border-accent"
      />
      <span className="min-w-0">
        <span className="font-medium">{label}</span>
        {description ? <span className="block text-ink-2 text-sm">{description}</span> : null}
      </span>
    </label>
  );
}

"use client";

import { Check, Minus } from "lucide-react";
import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from "react";
import { cn } from "@/lib/client/cn";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "size"> & {
  label: ReactNode;
  hint?: ReactNode;
  hideLabel?: boolean;
  indeterminate?: boolean;
};

/** A native checkbox with its label, so a form library's `register` and a plain form both work. */
export function Checkbox({
  label,
  hint,
  hideLabel = false,
  indeterminate = false,
  className,
  ref,
  ...props
}: CheckboxProps) {
  const hintId = useId();
  const inner = useRef<HTMLInputElement | null>(null);
  useEffect(() => {
    if (inner.current) inner.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <label className={cn("inline-flex min-h-6 min-w-6 items-start gap-2.5 text-base", className)}>
      <span className="relative mt-0.5 inline-grid size-4 shrink-0 place-items-center">
        <input
          {...props}
          ref={(node) => {
            inner.current = node;
            if (typeof ref === "function") return ref(node);
            if (ref) ref.current = node;
          }}
          type="checkbox"
          aria-describedby={hint ? hintId : props["aria-describedby"]}
          className="peer size-4 appearance-none rounded-sm border border-edge bg-panel transition-colors duration-100 checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent hover:border-ink-3 disabled:opacity-55"
        />
        <Check
          aria-hidden
          strokeWidth={3}
          className="pointer-events-none absolute size-3 text-accent-ink opacity-0 peer-checked:opacity-100 peer-indeterminate:opacity-0"
        />
        <Minus
          aria-hidden
          strokeWidth={3}
          className="pointer-events-none absolute size-3 text-accent-ink opacity-0 peer-indeterminate:opacity-100"
        />
      </span>
      <span className={hideLabel ? "sr-only" : "min-w-0"}>
        {label}
        {hint ? (
          <span id={hintId} className="block text-ink-3 text-sm">
            {hint}
          </span>
        ) : null}
      </span>
    </label>
  );
}

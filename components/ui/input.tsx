"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/client/cn";
import { controlClasses } from "./control-classes";
import { useFieldControl } from "./field-context";

type InputProps = ComponentProps<"input"> & { mono?: boolean; leading?: ReactNode; trailing?: ReactNode };

/** A single line of text. `leading` is a decorative icon; `trailing` may hold a unit, a Kbd or a small button. */
export function Input({ mono = false, leading, trailing, className, ...props }: InputProps) {
  const wired = useFieldControl(props);
  const input = (
    <input
      className={cn(
        controlClasses,
        "h-9 px-3",
        mono && "font-mono text-sm",
        leading && "pl-9",
        trailing && "pr-11",
        className,
      )}
      {...wired}
    />
  );
  if (!leading && !trailing) return input;
  return (
    <div className="relative w-full min-w-0">
      {leading ? (
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-3 flex items-center text-ink-3 [&_svg]:size-4"
        >
          {leading}
        </span>
      ) : null}
      {input}
      {trailing ? (
        <span className="absolute inset-y-0 right-1.5 flex items-center text-ink-3">{trailing}</span>
      ) : null}
    </div>
  );
}

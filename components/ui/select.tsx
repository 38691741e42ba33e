"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/client/cn";
import { controlClasses } from "./control-classes";
import { useFieldControl } from "./field-context";

export type SelectOption = { value: string; label: string; disabled?: boolean };

type SelectProps = ComponentProps<"select"> & { options?: SelectOption[]; placeholder?: string };

/** The browser's own select: right on a phone, works without script and with any form library. */
export function Select({ options, placeholder, className, children, ...props }: SelectProps) {
  return (
    <div className="relative w-full min-w-0">
      <select
        className={cn(controlClasses, "h-9 appearance-none truncate pr-9 pl-3", className)}
        {...useFieldControl(props)}
      >
        {placeholder ? <option value="">{placeholder}</option> : null}
        {options?.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-3"
      />
    </div>
  );
}

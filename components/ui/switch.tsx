"use client";

import * as SwitchPrimitive from "radix-ui/switch";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/lib/client/cn";

type SwitchProps = Omit<ComponentProps<typeof SwitchPrimitive.Root>, "children"> & {
  label: ReactNode;
  hint?: ReactNode;
};

/** For a setting that takes effect at once; in a form with a save button use Checkbox. */
export function Switch({ label, hint, className, id, ...props }: SwitchProps) {
  const ownId = useId();
  const switchId = id ?? ownId;
  const hintId = `${switchId}-hint`;
  return (
    <div className={cn("flex items-start justify-between gap-4", className)}>
      <div className="min-w-0">
        <label htmlFor={switchId} className="font-medium text-base">
          {label}
        </label>
        {hint ? (
          <p id={hintId} className="text-ink-3 text-sm">
            {hint}
          </p>
        ) : null}
      </div>
      <SwitchPrimitive.Root
        id={switchId}
        aria-describedby={hint ? hintId : undefined}
        className="group inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-edge bg-sunk px-0.5 transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
        {...props}
      >
        <SwitchPrimitive.Thumb className="block size-4 rounded-full bg-edge transition-transform duration-100 data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-accent-ink" />
      </SwitchPrimitive.Root>
    </div>
  );
}

"use client";

import * as PopoverPrimitive from "radix-ui/popover";
import type { ComponentProps } from "react";
import { cn } from "@/lib/client/cn";
import { menuClasses } from "./overlay-classes";

export const Popover = PopoverPrimitive.Root;
export const PopoverTrigger = PopoverPrimitive.Trigger;
export const PopoverClose = PopoverPrimitive.Close;

type PopoverContentProps = ComponentProps<typeof PopoverPrimitive.Content> & { label: string };

export function PopoverContent({
  label,
  className,
  align = "start",
  sideOffset = 6,
  ...props
}: PopoverContentProps) {
  return (
    <PopoverPrimitive.Portal>
      <PopoverPrimitive.Content
        aria-label={label}
        align={align}
        sideOffset={sideOffset}
        collisionPadding={12}
        className={cn(
          menuClasses,
          "max-h-[var(--radix-popover-content-available-height)] w-80 p-4",
          className,
        )}
        {...props}
      />
    </PopoverPrimitive.Portal>
  );
}

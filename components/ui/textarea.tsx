"use client";

import type { ComponentProps } from "react";
import { cn } from "@/lib/client/cn";
import { controlClasses } from "./control-classes";
import { useFieldControl } from "./field-context";

export function Textarea({
  mono = false,
  rows = 4,
  className,
  ...props
}: ComponentProps<"textarea"> & { mono?: boolean }) {
  return (
    <textarea
      rows={rows}
      className={cn(controlClasses, "px-3 py-2", mono && "font-mono text-sm", className)}
      {...useFieldControl(props)}
    />
  );
}

import type { ComponentProps } from "react";
import { cn } from "@/lib/client/cn";

type LabelProps = ComponentProps<"label"> & { htmlFor: string };

export function Label({ className, children, ...props }: LabelProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: htmlFor is required by the type
    <label className={cn("font-medium text-ink text-sm", className)} {...props}>
      {children}
    </label>
  );
}

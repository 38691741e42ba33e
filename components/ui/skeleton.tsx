import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";

/** A grey bar where a value will be. It appears after 200 ms, so a fast answer shows none. Give it the value's size. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        "block h-4 w-full animate-skeleton rounded-sm bg-line opacity-0 motion-reduce:opacity-100",
        className,
      )}
    />
  );
}

/** The region around skeletons: announces once that something loads. */
export function LoadingRegion({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div role="status" aria-live="polite" className={className}>
      <span className="sr-only">{label}</span>
      {children}
    </div>
  );
}

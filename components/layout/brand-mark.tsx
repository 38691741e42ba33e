import { cn } from "@/lib/client/cn";

export function BrandMark({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
      className={cn("size-5 shrink-0", className)}
    >
      <path d="M3 5h6M3 10h10M3 15h14" />
      <circle cx="15.5" cy="5" r="1.6" fill="currentColor" stroke="none" />
    </svg>
  );
}

import { cn } from "@/lib/client/cn";

export type Tier = "shared" | "dedicated" | "premium";

export const tierLabels: Record<Tier, string> = {
  shared: "Shared",
  dedicated: "Dedicated",
  premium: "Premium",
};

const outlines: Record<Tier, string> = {
  shared: "M2 1h8a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V2a1 1 0 0 1 1-1Z",
  dedicated: "M6 .2 11.8 6 6 11.8.2 6Z",
  premium: "m6 .3 1.75 3.7 4.05.5-2.98 2.8.76 4.02L6 9.35l-3.58 1.97.76-4.02L.2 4.5l4.05-.5Z",
};

/** ■ shared, ◆ dedicated, ★ premium, in the current text colour; the word always stands beside it. */
export function TierShape({ tier, className }: { tier: Tier; className?: string }) {
  return (
    <svg
      viewBox="0 0 12 12"
      fill="currentColor"
      aria-hidden="true"
      className={cn("size-2.5 shrink-0", className)}
    >
      <path d={outlines[tier]} />
    </svg>
  );
}

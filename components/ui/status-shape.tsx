import { cn } from "@/lib/client/cn";

export type StatusTone = "ok" | "run" | "wait" | "bad" | "off";

/** One silhouette a tone, so that a state is told apart without colour: disc, turning arc, square, triangle, ring. */
export function StatusShape({ tone, className }: { tone: StatusTone; className?: string }) {
  return (
    <svg viewBox="0 0 12 12" fill="none" aria-hidden="true" className={cn("size-2.5 shrink-0", className)}>
      {tone === "ok" && <circle cx="6" cy="6" r="5" fill="currentColor" />}
      {tone === "run" && (
        <g className="origin-center animate-turn">
          <circle cx="6" cy="6" r="4.5" stroke="currentColor" strokeWidth="2" opacity=".28" />
          <path
            d="M6 1.5a4.5 4.5 0 0 1 4.5 4.5"
            stroke="currentColor"
            strokeWidth="2"
            strokeLinecap="round"
          />
        </g>
      )}
      {tone === "wait" && <rect x="1.5" y="1.5" width="9" height="9" rx="2" fill="currentColor" />}
      {tone === "bad" && <path d="M6 .8 11.6 11H.4Z" fill="currentColor" strokeLinejoin="round" />}
      {tone === "off" && <circle cx="6" cy="6" r="4.25" stroke="currentColor" strokeWidth="1.75" />}
    </svg>
  );
}

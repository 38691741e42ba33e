import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";
import { CopyButton } from "./copy-button";

type ErrorStateProps = {
  what: string;
  why?: ReactNode;
  next?: ReactNode;
  requestId?: string | null;
  action?: ReactNode;
  level?: 1 | 2;
  className?: string;
};

/** What happened, why, what to do next, and the request id to quote. `level={1}` when it is the whole page. */
export function ErrorState({ what, why, next, requestId, action, level = 2, className }: ErrorStateProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div role="alert" className={cn("flex items-start gap-3 px-4.5 py-5", className)}>
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 max-w-prose space-y-1">
        <Heading className={level === 1 ? "font-bold text-xl" : "font-semibold text-base"}>{what}</Heading>
        {why ? <p className="text-ink-2">{why}</p> : null}
        {next ? <p className="text-ink-2">{next}</p> : null}
        {requestId ? (
          <p className="flex flex-wrap items-center gap-x-1.5 text-ink-3 text-sm">
            Request <code className="break-all font-mono text-xs">{requestId}</code>
            <CopyButton value={requestId} label="Copy request id" size="sm" variant="quiet" iconOnly />
          </p>
        ) : null}
        {action ? <div className="flex flex-wrap gap-2 pt-2">{action}</div> : null}
      </div>
    </div>
  );
}

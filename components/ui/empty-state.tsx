import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";
import { CommandLine } from "./command-line";

type EmptyStateProps = {
  sentence: string;
  detail?: ReactNode;
  action?: ReactNode;
  command?: string;
  icon?: ReactNode;
  className?: string;
};

/** One sentence, one primary action and, where one exists, the exact command. Also for "no match" (action: clear filters). */
export function EmptyState({ sentence, detail, action, command, icon, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center gap-3 px-4 py-10 text-center", className)}>
      {icon ? (
        <span aria-hidden className="text-ink-3 [&_svg]:size-5">
          {icon}
        </span>
      ) : null}
      <div className="max-w-prose">
        <p className="text-balance font-medium">{sentence}</p>
        {detail ? <p className="mt-1 text-balance text-ink-2">{detail}</p> : null}
      </div>
      {action}
      {command ? <CommandLine command={command} className="mt-1 w-full max-w-prose text-left" /> : null}
    </div>
  );
}

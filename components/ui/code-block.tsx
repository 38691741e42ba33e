import { cn } from "@/lib/client/cn";
import { CopyButton } from "./copy-button";

type CodeBlockProps = { code: string; label: string; wrap?: boolean; className?: string };

/** Several lines of code or output with a name and a copy button; scrolls inside itself. */
export function CodeBlock({ code, label, wrap = false, className }: CodeBlockProps) {
  return (
    <figure className={cn("min-w-0 overflow-hidden rounded border border-line-2 bg-sunk", className)}>
      <figcaption className="flex items-center justify-between gap-3 border-line border-b py-1 pr-1 pl-3 text-ink-3 text-xs">
        <span className="truncate">{label}</span>
        <CopyButton value={code} label={`Copy ${label}`} size="sm" variant="quiet" iconOnly />
      </figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className={cn(
          "max-h-96 overflow-auto px-3 py-2.5 font-mono text-sm leading-5 focus-visible:-outline-offset-2",
          wrap && "whitespace-pre-wrap [overflow-wrap:anywhere]",
        )}
      >
        <code>{code}</code>
      </pre>
    </figure>
  );
}

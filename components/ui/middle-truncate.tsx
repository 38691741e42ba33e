import { cn } from "@/lib/client/cn";

type MiddleTruncateProps = { text: string; tailLength?: number; className?: string };

/** Shortens a long host or path in the middle, where it matters least; the whole text is in the title and is what gets copied. */
export function MiddleTruncate({ text, tailLength = 12, className }: MiddleTruncateProps) {
  const cut = text.length > tailLength * 2 ? text.length - tailLength : text.length;
  return (
    <span title={text} className={cn("inline-flex min-w-0 max-w-full align-bottom", className)}>
      <span className="truncate whitespace-pre">{text.slice(0, cut)}</span>
      {cut < text.length ? <span className="shrink-0 whitespace-pre">{text.slice(cut)}</span> : null}
    </span>
  );
}

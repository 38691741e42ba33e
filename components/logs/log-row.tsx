import { memo } from "react";
import { ansiSpans, plainText } from "@/components/logs/ansi-spans";
import type { LogLine } from "@/components/logs/log-line";
import { formatLogTime, type LogTimeShape } from "@/components/logs/log-time";
import { cn } from "@/lib/client/cn";

interface LogRowProps {
  line: LogLine;
  /** Counted from 1 over the whole log, whatever is filtered out. */
  number: number;
  selected: boolean;
  current: boolean;
  query: string;
  wrap: boolean;
  timeShape: LogTimeShape;
  startMs: number;
  onSelect: (number: number, shift: boolean) => void;
}

const streamMarks = { stdout: null, stderr: "err", system: "sys" };

/** One line: number (a link to itself), time, stream where it is not stdout, text. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { line, number, selected, current, wrap, timeShape } = props;
  const mark = streamMarks[line.stream];
  return (
    <div
      className={cn(
        "flex gap-3 pr-4.5 pl-3 hover:bg-hover",
        wrap ? "w-full" : "w-max min-w-full",
        selected && "bg-accent-soft hover:bg-accent-soft",
        current && "outline-1 outline-focus -outline-offset-1",
      )}
    >
      <a
        href={`#L${number}`}
        aria-label={`Line ${number}`}
        onClick={(event) => {
          event.preventDefault();
          props.onSelect(number, event.shiftKey);
        }}
        className="w-[5.5ch] shrink-0 select-none text-right text-ink-3 hover:text-ink hover:underline"
        tabIndex={-1}
      >
        {number}
      </a>
      {timeShape === "off" ? null : (
        <span className="hidden w-[11ch] shrink-0 select-none text-ink-3 sm:inline">
          {formatLogTime(line.receivedAtMs, timeShape, props.startMs)}
        </span>
      )}
      <code
        className={cn(
          "min-w-0 font-mono",
          wrap ? "flex-1 whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre",
          line.stream === "system" && "text-ink-2",
        )}
      >
        {mark ? (
          <span
            className={cn("mr-2 select-none text-2xs", line.stream === "stderr" ? "text-bad" : "text-ink-3")}
          >
            {mark}
          </span>
        ) : null}
        <LineText text={line.text} query={props.query} />
        {"\n"}
      </code>
    </div>
  );
});

/** A line that matches the search is shown plain with its matches marked; any other in its colours. */
function LineText({ text, query }: { text: string; query: string }) {
  const plain = query ? plainText(text) : "";
  if (query && plain.toLowerCase().includes(query)) {
    return marked(plain, query).map(({ key, part, hit }) =>
      hit ? (
        <mark key={key} className="rounded-xs bg-wait-bg text-wait outline-1 outline-wait/40">
          {part}
        </mark>
      ) : (
        part
      ),
    );
  }
  return ansiSpans(text).map((span, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a line never reorder
    <span key={index} className={span.className || undefined}>
      {span.text}
    </span>
  ));
}

function marked(plain: string, query: string): { key: number; part: string; hit: boolean }[] {
  const parts: { key: number; part: string; hit: boolean }[] = [];
  const lower = plain.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(query); at !== -1; at = lower.indexOf(query, from)) {
    if (at > from) parts.push({ key: from, part: plain.slice(from, at), hit: false });
    parts.push({ key: at + 0.5, part: plain.slice(at, at + query.length), hit: true });
    from = at + query.length;
  }
  if (from < plain.length) parts.push({ key: from, part: plain.slice(from), hit: false });
  return parts;
}

"use client";

import { WrapText } from "lucide-react";
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { findInLog, nextMatch } from "@/components/logs/find-in-log";
import { LogAnnouncer } from "@/components/logs/log-announcer";
import { LogLines, type LogLinesHandle } from "@/components/logs/log-lines";
import { LogMenu } from "@/components/logs/log-menu";
import { useLogPreferences } from "@/components/logs/log-preferences";
import { LogSearch } from "@/components/logs/log-search";
import { LinesSkeleton } from "@/components/logs/log-skeleton";
import { LogStateMark } from "@/components/logs/log-state-mark";
import { RawLogButton } from "@/components/logs/raw-log-button";
import { useJobLog } from "@/components/logs/use-job-log";
import { useLineSelection } from "@/components/logs/use-line-selection";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { LOG_STREAMS } from "@/lib/domain/job/log-stream";

interface LogViewerProps {
  slug: string;
  jobId: string;
  number: number;
  attempt: number;
  live: boolean;
  /** Turns to another attempt, where there are several. */
  chooser?: ReactNode;
}

/** The log of one attempt: follow, search, select, filter, save. */
export function LogViewer({ slug, jobId, number, attempt, live, chooser }: LogViewerProps) {
  const { book, version, state, error, reload } = useJobLog({ slug, jobId, attempt, live });
  const [preferences, setPreferences] = useLogPreferences();
  const [selection, select] = useLineSelection();
  const [following, setFollowing] = useState(live);
  const [query, setQuery] = useState("");
  const [currentIndex, setCurrentIndex] = useState<number | null>(null);
  const lines = useRef<LogLinesHandle>(null);
  const card = useRef<HTMLElement>(null);
  const shownOnce = useRef(false);
  const wanted = useDeferredValue(query.trim());

  // biome-ignore lint/correctness/useExhaustiveDependencies: the book is read anew at each version
  const shown = useMemo(() => {
    if (preferences.streams.length === LOG_STREAMS.length) return null;
    const indexes: number[] = [];
    for (let index = 0; index < book.length; index++) {
      const line = book.at(index);
      if (line && preferences.streams.includes(line.stream)) indexes.push(index);
    }
    return indexes;
  }, [book, version, preferences.streams]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const matches = useMemo(() => findShown(wanted), [book, version, wanted, shown]);

  function findShown(text: string): number[] {
    const all = findInLog(book, text);
    if (!shown) return all;
    const visible = new Set(shown);
    return all.filter((index) => visible.has(index));
  }

  // A link to a line is followed once, as soon as the line is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again at each version
  useEffect(() => {
    if (!selection || shownOnce.current || book.length < selection.first) return;
    shownOnce.current = true;
    setFollowing(false);
    lines.current?.show(selection.first - 1);
    card.current?.scrollIntoView({ block: "nearest" });
  }, [selection, version]);

  function step(by: 1 | -1) {
    // Whoever presses Enter while the list still lags behind the typing means what he typed.
    const typed = query.trim();
    const next = nextMatch(typed === wanted ? matches : findShown(typed), currentIndex, by);
    setCurrentIndex(next);
    if (next !== null) lines.current?.show(next);
  }

  const empty = book.length === 0;
  return (
    <Card ref={card} aria-labelledby="log-title">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3 pb-3 sm:px-4.5">
        <h2 id="log-title" className="font-semibold">
          Log
        </h2>
        <span className="text-ink-3 text-sm">
          <LogStateMark state={state} following={following} />
        </span>
        <div className="flex min-w-0 flex-wrap items-center gap-1 max-sm:w-full sm:ml-auto">
          {chooser}
          <LogSearch
            query={query}
            onQueryChange={(next) => {
              setQuery(next);
              setCurrentIndex(null);
            }}
            lines={book.length}
            matches={matches}
            currentIndex={currentIndex}
            onStep={step}
          />
          <Button
            variant="quiet"
            size="sm"
            aria-pressed={preferences.wrap}
            onClick={() => setPreferences({ wrap: !preferences.wrap })}
            className="aria-pressed:bg-hover aria-pressed:text-ink"
          >
            <WrapText aria-hidden />
            Wrap
          </Button>
          <RawLogButton place={{ slug, jobId, attempt }} number={number} />
          <LogMenu preferences={preferences} onChange={setPreferences} />
        </div>
      </header>
      <LogAnnouncer lines={book.length} enabled={preferences.announce && state === "following"} />
      <div className="border-line border-t">
        {state === "failed" ? (
          <ErrorState
            what="The log could not be read"
            why={error?.message}
            action={<Button onClick={reload}>Try again</Button>}
          />
        ) : null}
        {empty && state === "loading" ? <LinesSkeleton /> : null}
        {empty && state !== "loading" && state !== "failed" ? (
          <EmptyState
            sentence={state === "ended" ? "This attempt wrote no log." : "Nothing written yet."}
            detail={state === "ended" ? undefined : "Lines appear here as the scanner writes them."}
            className="py-8"
          />
        ) : null}
        {empty ? null : (
          <LogLines
            handle={lines}
            book={book}
            version={version}
            shown={shown}
            growing={state !== "ended"}
            following={following}
            onFollowingChange={setFollowing}
            selection={selection}
            onSelect={select}
            currentIndex={currentIndex}
            query={wanted.toLowerCase()}
            wrap={preferences.wrap}
            timeShape={preferences.timeShape}
          />
        )}
      </div>
    </Card>
  );
}

"use client";

import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";

interface LogSearchProps {
  query: string;
  onQueryChange: (query: string) => void;
  lines: number;
  matches: readonly number[];
  currentIndex: number | null;
  onStep: (step: 1 | -1) => void;
}

/** Search over the whole log. Enter and Shift+Enter step through the matches, Escape ends the search. */
export function LogSearch({ query, onQueryChange, lines, matches, currentIndex, onStep }: LogSearchProps) {
  const position = currentIndex === null ? -1 : matches.indexOf(currentIndex);
  const count = matches.length.toLocaleString("en");
  return (
    <search className="flex min-w-0 items-center gap-1 max-sm:w-full">
      <Input
        type="search"
        aria-label="Search the log"
        data-shortcut-focus=""
        placeholder={lines > 1 ? `Search ${lines.toLocaleString("en")} lines` : "Search the log"}
        leading={<Search />}
        value={query}
        onChange={(event) => onQueryChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            onStep(event.shiftKey ? -1 : 1);
          } else if (event.key === "Escape") onQueryChange("");
        }}
        className="h-8 sm:w-56"
      />
      {query ? (
        <>
          <span role="status" className="whitespace-nowrap px-1 text-ink-3 text-sm tabular-nums">
            {matches.length === 0 ? "No match" : position < 0 ? count : `${position + 1} of ${count}`}
          </span>
          <IconButton label="Previous match" disabled={matches.length === 0} onClick={() => onStep(-1)}>
            <ChevronUp />
          </IconButton>
          <IconButton label="Next match" disabled={matches.length === 0} onClick={() => onStep(1)}>
            <ChevronDown />
          </IconButton>
        </>
      ) : null}
    </search>
  );
}

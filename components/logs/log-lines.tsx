"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { type RefObject, useEffect, useImperativeHandle, useRef, useState } from "react";
import type { LineRange } from "@/components/logs/line-range";
import type { LogBook } from "@/components/logs/log-book";
import { LogRow } from "@/components/logs/log-row";
import type { LogTimeShape } from "@/components/logs/log-time";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/client/cn";

const ROW_PIXELS = 19;
/** Only a scroll so soon after wheel, finger, key or pointer is the reader's own; others follow from growth. */
const HAND_MS = 2_000;
/** So near to the end still counts as being at it. */
const END_PIXELS = 24;

export interface LogLinesHandle {
  /** Brings a line (index over the whole log) into the middle and stops following. */
  show: (index: number) => void;
}

interface LogLinesProps {
  book: LogBook;
  version: number;
  /** The indexes that are shown, or null for all. */
  shown: readonly number[] | null;
  /** Whether more lines may come. */
  growing: boolean;
  following: boolean;
  onFollowingChange: (following: boolean) => void;
  selection: LineRange | null;
  onSelect: (number: number, shift: boolean) => void;
  currentIndex: number | null;
  query: string;
  wrap: boolean;
  timeShape: LogTimeShape;
  handle: RefObject<LogLinesHandle | null>;
}

/** The lines in their own scroller. Only those in sight are in the document, however long the log is. */
export function LogLines(props: LogLinesProps) {
  const { book, version, shown, following, onFollowingChange, selection, wrap } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const handAt = useRef(Number.NEGATIVE_INFINITY);
  const count = shown ? shown.length : book.length;
  const [countWhenLeft, setCountWhenLeft] = useState(0);
  const [endInSight, setEndInSight] = useState(true);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 20,
  });
  const rows = virtualizer.getVirtualItems();
  const totalPixels = virtualizer.getTotalSize();

  // biome-ignore lint/correctness/useExhaustiveDependencies: every growth, and every height that turns out otherwise, moves the end
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (following) {
      element.scrollTop = element.scrollHeight;
      lastTop.current = element.scrollTop;
    }
    setEndInSight(isAtEnd(element));
  }, [following, version, totalPixels]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: heights change with the wrapping only
  useEffect(() => {
    virtualizer.measure();
  }, [wrap]);

  function leave() {
    if (!following) return;
    setCountWhenLeft(count);
    onFollowingChange(false);
  }

  function touched() {
    handAt.current = performance.now();
  }

  function onScroll() {
    const element = scroller.current;
    if (!element) return;
    const atEnd = isAtEnd(element);
    setEndInSight(atEnd);
    const byHand = performance.now() - handAt.current < HAND_MS;
    if (byHand && element.scrollTop < lastTop.current - 1 && !atEnd) leave();
    else if (atEnd && element.scrollTop > lastTop.current && !following) onFollowingChange(true);
    lastTop.current = element.scrollTop;
  }

  useImperativeHandle(props.handle, () => ({
    show(index) {
      const row = shown ? shown.indexOf(index) : index;
      if (row < 0 || row >= count) return;
      leave();
      const element = scroller.current;
      // Without wrapping every row is of one height, so its place is known before anything was measured.
      if (wrap || !element) virtualizer.scrollToIndex(row, { align: "center" });
      else element.scrollTop = row * ROW_PIXELS - element.clientHeight / 2;
    },
  }));

  const startMs = book.at(0)?.receivedAtMs ?? 0;
  const fresh = Math.max(0, count - countWhenLeft);
  return (
    <div className="relative">
      <div
        ref={scroller}
        role="log"
        aria-label="Scan log"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller without focus cannot be scrolled by keyboard
        tabIndex={0}
        onScroll={onScroll}
        onWheel={touched}
        onTouchMove={touched}
        onKeyDown={touched}
        onPointerDown={touched}
        onPointerMove={(event) => (event.buttons > 0 ? touched() : undefined)}
        className="max-h-[30rem] min-h-24 overflow-auto overscroll-contain [overflow-anchor:none] bg-sunk py-2 font-mono text-[0.78125rem] leading-[1.1875rem] focus-visible:-outline-offset-2"
      >
        <div
          // Its height must count at once, or following would scroll to where the end was before.
          className={cn("relative transition-none", wrap ? "w-full" : "w-max min-w-full")}
          style={{ height: totalPixels }}
        >
          <div style={{ transform: `translateY(${rows[0]?.start ?? 0}px)` }}>
            {rows.map((row) => {
              const index = shown ? (shown[row.index] ?? 0) : row.index;
              const line = book.at(index);
              if (!line) return null;
              const number = index + 1;
              return (
                <div key={row.key} ref={wrap ? virtualizer.measureElement : undefined} data-index={row.index}>
                  <LogRow
                    line={line}
                    number={number}
                    selected={selection !== null && number >= selection.first && number <= selection.last}
                    current={index === props.currentIndex}
                    query={props.query}
                    wrap={wrap}
                    timeShape={props.timeShape}
                    startMs={startMs}
                    onSelect={props.onSelect}
                  />
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {following || endInSight ? null : (
        <Button
          size="sm"
          onClick={() => onFollowingChange(true)}
          className="absolute right-4 bottom-3 shadow-pop"
        >
          <ArrowDown aria-hidden />
          {props.growing ? "Jump to latest" : "Jump to end"}
          {props.growing && fresh > 0 ? ` (${fresh.toLocaleString("en")} new)` : ""}
        </Button>
      )}
    </div>
  );
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < END_PIXELS;
}

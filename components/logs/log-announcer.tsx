"use client";

import { useEffect, useRef, useState } from "react";

const SUMMARY_SECONDS = 5;

/** Tells a screen reader how many lines came, every few seconds, in place of reading each one out. */
export function LogAnnouncer({ lines, enabled }: { lines: number; enabled: boolean }) {
  const [summary, setSummary] = useState("");
  const now = useRef(lines);
  const told = useRef(lines);
  now.current = lines;
  useEffect(() => {
    if (!enabled) return;
    told.current = now.current;
    const timer = setInterval(() => {
      // What was there before the first look is the log so far, not news.
      const fresh = told.current === 0 ? 0 : now.current - told.current;
      told.current = now.current;
      setSummary(fresh > 0 ? `${fresh} new ${fresh === 1 ? "line" : "lines"}` : "");
    }, SUMMARY_SECONDS * 1000);
    return () => clearInterval(timer);
  }, [enabled]);
  return (
    <span role="status" className="sr-only">
      {enabled ? summary : ""}
    </span>
  );
}

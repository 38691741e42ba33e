import { useEffect, useState } from "react";
import { LOG_TIME_SHAPES, type LogTimeShape } from "@/components/logs/log-time";
import { LOG_STREAMS, type LogStream } from "@/lib/domain/job/log-stream";

export interface LogPreferences {
  wrap: boolean;
  timeShape: LogTimeShape;
  streams: readonly LogStream[];
  announce: boolean;
}

const STORAGE_KEY = "muster-log-preferences";
const defaults: LogPreferences = { wrap: false, timeShape: "local", streams: LOG_STREAMS, announce: true };

/** How this reader likes logs, kept in this browser. Which streams are shown is not kept: a hidden error must not stay hidden. */
export function useLogPreferences(): [LogPreferences, (change: Partial<LogPreferences>) => void] {
  const [preferences, setPreferences] = useState(defaults);
  useEffect(() => {
    const narrow = window.matchMedia("(max-width: 639px)").matches;
    setPreferences({ ...defaults, wrap: narrow, ...read() });
  }, []);
  function change(part: Partial<LogPreferences>) {
    const next = { ...preferences, ...part };
    setPreferences(next);
    const { wrap, timeShape, announce } = next;
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify({ wrap, timeShape, announce }));
    } catch {
      // Storage is full or forbidden; the choice then holds for this page.
    }
  }
  return [preferences, change];
}

function read(): Partial<LogPreferences> {
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") as Record<string, unknown>;
    const shape = LOG_TIME_SHAPES.find((name) => name === stored.timeShape);
    return {
      ...(typeof stored.wrap === "boolean" ? { wrap: stored.wrap } : {}),
      ...(shape ? { timeShape: shape } : {}),
      ...(typeof stored.announce === "boolean" ? { announce: stored.announce } : {}),
    };
  } catch {
    return {};
  }
}

import { useEffect, useState } from "react";
import { followJobLog, loadJobLog } from "@/components/logs/api/follow-job-log";
import { LogBook } from "@/components/logs/log-book";

/** New lines reach the page at most this often, however fast they come. */
const PAINT_MS = 120;

export type LogState = "loading" | "following" | "reconnecting" | "ended" | "failed";

export interface JobLog {
  book: LogBook;
  /** Changes whenever the book has; lines themselves are read from the book. */
  version: number;
  state: LogState;
  error: Error | null;
  reload: () => void;
}

interface JobLogOptions {
  slug: string;
  jobId: string;
  attempt: number;
  /** Whether more may come: the attempt runs, or its log's end has not arrived. */
  live: boolean;
}

/** The log of one attempt: followed while more may come, else read once. */
export function useJobLog({ slug, jobId, attempt, live }: JobLogOptions): JobLog {
  const [round, setRound] = useState(0);
  const [log, setLog] = useState<Omit<JobLog, "reload">>(() => empty());

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round reads everything again
  useEffect(() => {
    const book = new LogBook();
    const leaving = new AbortController();
    const place = { slug, jobId, attempt };
    let timer: ReturnType<typeof setTimeout> | undefined;
    setLog({ ...empty(), book });
    const become = (state: LogState, error: Error | null = null) => {
      if (!leaving.signal.aborted) setLog((was) => ({ ...was, version: was.version + 1, state, error }));
    };
    const grown = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setLog((was) => ({ ...was, version: was.version + 1 }));
      }, PAINT_MS);
    };
    let stop = () => {};
    if (live) {
      stop = followJobLog({
        place,
        book,
        onGrown: grown,
        onState(state) {
          if (state === "live") become("following");
          else if (state === "down") become("reconnecting");
          else if (state === "ended") become("ended");
          else if (state === "refused") become("failed", new Error("The log can no longer be followed."));
        },
      });
    } else {
      loadJobLog(place, book, grown, leaving.signal).then(
        () => become("ended"),
        (error: Error) => become("failed", error),
      );
    }
    return () => {
      leaving.abort();
      clearTimeout(timer);
      stop();
    };
  }, [slug, jobId, attempt, round]);

  return { ...log, reload: () => setRound(round + 1) };
}

const empty = () => ({ book: new LogBook(), version: 0, state: "loading" as LogState, error: null });

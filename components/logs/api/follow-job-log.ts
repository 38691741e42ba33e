import { decodeChunk } from "@/components/logs/api/decode-chunk";
import { type LogPlace, readLogPages } from "@/components/logs/api/read-log-pages";
import type { LogBook } from "@/components/logs/log-book";
import { apiPath } from "@/lib/client/api-fetch";
import { type ConnectionState, startLiveConnection } from "@/lib/client/live-connection";
import { readJobLog } from "@/lib/client/operations/job";
import { readEventStream } from "@/lib/client/read-event-stream";
import type { LogChunkView } from "@/lib/contracts/job";
import { LOG_STREAMS, type LogStream } from "@/lib/domain/job/log-stream";

export interface FollowJobLogOptions {
  place: LogPlace;
  book: LogBook;
  onGrown: () => void;
  onState: (state: ConnectionState | "ended") => void;
}

/** Follows all streams of an attempt into `book` until it ends; resumes where it was after a break. Answers what stops it. */
export function followJobLog({ place, book, onGrown, onState }: FollowJobLogOptions): () => void {
  let lastEventId: string | null = null;
  const connection = startLiveConnection({
    onState,
    open: ({ onOpen, signal }) =>
      readEventStream({
        url: apiPath(readJobLog, { id: place.jobId }, { attempt: place.attempt }),
        tenant: place.slug,
        lastEventId,
        signal,
        onOpen,
        onEvent({ id, event, data }) {
          lastEventId = id;
          if (event === "chunk") {
            addChunk(book, JSON.parse(data) as LogChunkView);
            onGrown();
          } else if (event === "end") {
            connection.stop();
            onState("ended");
          }
        },
      }),
  });
  window.addEventListener("online", connection.wake);
  return () => {
    window.removeEventListener("online", connection.wake);
    connection.stop();
  };
}

/** Reads all that is stored of a finished attempt into `book`. */
export async function loadJobLog(
  place: LogPlace,
  book: LogBook,
  onGrown: () => void,
  signal: AbortSignal,
): Promise<void> {
  const load = async (stream: LogStream) => {
    for await (const chunks of readLogPages(place, stream, book.nextOffset(stream), signal)) {
      for (const chunk of chunks) addChunk(book, chunk);
      onGrown();
    }
  };
  await Promise.all(LOG_STREAMS.map(load));
}

function addChunk(book: LogBook, chunk: LogChunkView) {
  book.add(chunk.stream, decodeChunk(chunk));
}

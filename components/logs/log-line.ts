import type { LogStream } from "@/lib/domain/job/log-stream";

export interface LogLine {
  stream: LogStream;
  /** When the server received the line's first byte, in milliseconds since 1970. */
  receivedAtMs: number;
  /** As the tool wrote it, escape sequences and all; without the line's end. */
  text: string;
}

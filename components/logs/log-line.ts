import type { LOG_STREAMS } from "@/lib/contracts/job";

export type LogStream = (typeof LOG_STREAMS)[number];

export interface LogLine {
  stream: LogStream;
  /** When the server received the line's first byte, in milliseconds since 1970. */
  receivedAtMs: number;
  /** As the tool wrote it, escape sequences and all; without the line's end. */
  text: string;
}

import type { LogBytes } from "@/components/logs/log-splitter";
import type { LogChunkView } from "@/lib/contracts/job";

/** A chunk of the wire as bytes. */
export function decodeChunk(chunk: LogChunkView): LogBytes {
  const binary = atob(chunk.data);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return { offset: chunk.offset, receivedAtMs: Date.parse(chunk.received_at), bytes };
}

import { toApiError } from "@/lib/client/api-fetch";
import { createEventStreamParser, type ServerSentEvent } from "@/lib/client/event-stream-parser";

/** Three of the server's keep-alives (one every 15 s). After so much silence the connection is taken for dead. */
const SILENCE_MS = 45_000;

export interface EventStreamRequest {
  url: string;
  tenant?: string;
  lastEventId: string | null;
  signal: AbortSignal;
  onOpen: () => void;
  onEvent: (event: ServerSentEvent) => void;
}

/**
 * Follows an event stream by fetch, which unlike EventSource can send headers and tells a refusal from a lost line.
 * Resolves when the server ends the stream; throws `ApiError` for a refusal and any other error when the line is lost.
 */
export async function readEventStream(request: EventStreamRequest): Promise<void> {
  const headers: Record<string, string> = { accept: "text/event-stream" };
  if (request.tenant) headers["x-tenant"] = request.tenant;
  if (request.lastEventId) headers["last-event-id"] = request.lastEventId;
  const silence = new AbortController();
  const signal = AbortSignal.any([request.signal, silence.signal]);
  let alarm = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await fetch(request.url, { headers, signal, cache: "no-store" });
    if (!response.ok || !response.body) throw await toApiError(response);
    request.onOpen();
    const parse = createEventStreamParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(alarm);
      alarm = setTimeout(() => silence.abort(), SILENCE_MS);
      for (const event of parse(value)) request.onEvent(event);
    }
  } finally {
    clearTimeout(alarm);
  }
}

import { type ConnectionState, startLiveConnection } from "@/lib/client/live-connection";
import { type LiveScope, liveScopeName, liveScopeUrl } from "@/lib/client/live-scope";
import { readEventStream } from "@/lib/client/read-event-stream";
import { joinTabGroup } from "@/lib/client/tab-group";
import type { LiveEvent } from "@/lib/contracts/live-event";

type Message =
  | { kind: "event"; event: LiveEvent }
  | { kind: "state"; state: ConnectionState }
  | { kind: "missed" }
  | { kind: "ask" };

export interface FollowLiveEventsOptions {
  scope: LiveScope;
  onEvent: (event: LiveEvent) => void;
  onState: (state: ConnectionState) => void;
  /** The server could not go on where the last stream ended: whatever is shown may be out of date. */
  onMissed: () => void;
}

/** Follows a scope's events over one connection for all tabs. Answers what stops it. */
export function followLiveEvents({ scope, onEvent, onState, onMissed }: FollowLiveEventsOptions): () => void {
  // Every tab keeps the resume point, so that whichever leads next goes on where the last one stopped.
  let lastEventId: string | null = null;
  let ledState: ConnectionState | null = null;

  function take(event: LiveEvent) {
    lastEventId = event.id;
    onEvent(event);
  }

  const group = joinTabGroup<Message>({
    name: liveScopeName(scope),
    onMessage(message) {
      if (message.kind === "event") take(message.event);
      else if (message.kind === "state") onState(message.state);
      else if (message.kind === "missed") onMissed();
      else if (ledState) group.send({ kind: "state", state: ledState });
    },
    onLead() {
      const tell = (state: ConnectionState) => {
        ledState = state;
        onState(state);
        group.send({ kind: "state", state });
      };
      const connection = startLiveConnection({
        onState: tell,
        open: ({ onOpen, signal }) =>
          readEventStream({
            url: liveScopeUrl(scope),
            ...(scope.kind === "tenant" ? { tenant: scope.slug } : {}),
            lastEventId,
            signal,
            onOpen,
            onEvent(sent) {
              if (sent.event === "ready") {
                if (lastEventId !== null && !isResumed(sent.data)) {
                  onMissed();
                  group.send({ kind: "missed" });
                }
                lastEventId = sent.id;
                return;
              }
              const event = readLiveEvent(sent.data);
              if (!event) return;
              take(event);
              group.send({ kind: "event", event });
            },
          }),
      });
      window.addEventListener("online", connection.wake);
      return () => {
        window.removeEventListener("online", connection.wake);
        connection.stop();
      };
    },
  });
  group.send({ kind: "ask" });
  return group.leave;
}

function isResumed(data: string): boolean {
  return data.includes('"is_resumed":true');
}

/** What a newer server may add is passed over, never an error on the page. */
function readLiveEvent(data: string): LiveEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== "object" || value === null) return null;
    return "id" in value && "type" in value && "subject_id" in value ? (value as LiveEvent) : null;
  } catch {
    return null;
  }
}

"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { createKeyCoalescer } from "@/lib/client/coalesce-keys";
import { followLiveEvents } from "@/lib/client/follow-live-events";
import type { ConnectionState } from "@/lib/client/live-connection";
import { type LiveScope, staleKeys } from "@/lib/client/live-scope";

/** Seconds between two rounds of plain refetching while the stream is away. */
const POLL_SECONDS = 10;

export interface Live {
  /** For LiveIndicator: `live` as long as nothing is known to be missed. */
  state: "live" | "reconnecting" | "paused";
  /** Since when the page may be out of date; null while live. */
  updatedAt: Date | null;
  toggle: () => void;
}

const LiveContext = createContext<Live>({ state: "live", updatedAt: null, toggle: () => {} });

/** Whether what is shown is kept current, and the switch that pauses it. */
export const useLive = () => use(LiveContext);

/**
 * Keeps the queries below it current: events make them stale and the ones on the page refetch; while the stream is
 * away everything on the page is refetched now and then; after a break, once, for whatever was missed.
 */
export function LiveEventsProvider({ scope, children }: { scope: LiveScope; children: ReactNode }) {
  const client = useQueryClient();
  const [connection, setConnection] = useState<ConnectionState>("connecting");
  const [paused, setPaused] = useState(false);
  const slug = scope.kind === "tenant" ? scope.slug : null;
  const state = paused
    ? "paused"
    : connection === "down" || connection === "refused"
      ? "reconnecting"
      : "live";

  useEffect(() => {
    if (paused) return;
    const scopeHere: LiveScope = slug === null ? { kind: "admin" } : { kind: "tenant", slug };
    const coalescer = createKeyCoalescer((keys) => {
      for (const queryKey of keys) void client.invalidateQueries({ queryKey });
    });
    let last: ConnectionState = "connecting";
    const stop = followLiveEvents({
      scope: scopeHere,
      onEvent: (event) => coalescer.add(staleKeys(scopeHere, event)),
      onMissed: () => void client.invalidateQueries(),
      onState(next) {
        if (next === "live" && last === "down") void client.invalidateQueries();
        last = next;
        setConnection(next);
      },
    });
    return () => {
      stop();
      coalescer.clear();
    };
  }, [client, slug, paused]);

  useEffect(() => {
    if (state !== "reconnecting") return;
    const jitter = 0.8 + Math.random() * 0.4;
    const timer = setInterval(() => void client.invalidateQueries(), POLL_SECONDS * 1000 * jitter);
    return () => clearInterval(timer);
  }, [client, state]);

  useEffect(() => {
    // The stream is refused when the session has ended; the next answer to a query says so for certain.
    if (connection === "refused") void client.invalidateQueries();
  }, [client, connection]);

  const live = useMemo<Live>(
    () => ({
      state,
      updatedAt: state === "live" ? null : new Date(),
      toggle() {
        setPaused((was) => !was);
        if (paused) void client.invalidateQueries();
      },
    }),
    [client, paused, state],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

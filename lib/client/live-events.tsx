"use client";

import { type QueryCacheNotifyEvent, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { createKeyCoalescer } from "@/lib/client/coalesce-keys";
import { followLiveEvents } from "@/lib/client/follow-live-events";
import type { ConnectionState } from "@/lib/client/live-connection";
import { type LiveScope, staleKeys } from "@/lib/client/live-scope";
import { createRecentKeys } from "@/lib/client/recent-keys";

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
 * away everything on the page is refetched now and then; whenever it opens, once, for whatever was missed.
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
    const recent = createRecentKeys(() => performance.now());
    const coalescer = createKeyCoalescer((keys) => {
      recent.add(keys);
      for (const queryKey of keys) void client.invalidateQueries({ queryKey });
    });
    const stopWatching = client.getQueryCache().subscribe((change) => {
      const { queryKey } = change.query;
      // A page brings its data while it renders, when nothing may change yet.
      if (isArrival(change) && recent.covers(queryKey))
        queueMicrotask(() => void client.invalidateQueries({ queryKey, exact: true }));
    });
    let last: ConnectionState = "connecting";
    const stop = followLiveEvents({
      scope: scopeHere,
      onEvent: (event) => coalescer.add(staleKeys(scopeHere, event)),
      onMissed: () => void client.invalidateQueries(),
      onState(next) {
        // Also at the first time: what happened between the server's reading of the page and now is not told.
        if (next === "live" && last !== "live") void client.invalidateQueries();
        last = next;
        setConnection(next);
      },
    });
    return () => {
      stop();
      stopWatching();
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

/** Data that came with a page. The cache's own steps back, after a cancelled fetch, set a fetch status, too. */
function isArrival(change: QueryCacheNotifyEvent): boolean {
  if (change.type === "added") return true;
  return (
    change.type === "updated" && change.action.type === "setState" && !("fetchStatus" in change.action.state)
  );
}

"use client";

import { useSyncExternalStore } from "react";

/*
 * One timer for every relative time and running duration on the page. It runs only while something listens and rests
 * while the tab is hidden.
 */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowSeconds = Math.floor(Date.now() / 1000);

function tick() {
  if (document.hidden) return;
  nowSeconds = Math.floor(Date.now() / 1000);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (!timer) {
    tick();
    timer = setInterval(tick, 1000);
    document.addEventListener("visibilitychange", tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
      document.removeEventListener("visibilitychange", tick);
    }
  };
}

const currentSecond = () => {
  if (!timer) nowSeconds = Math.floor(Date.now() / 1000);
  return nowSeconds;
};
const nothing = () => () => {};

/** Seconds since 1970, once a second; with `live` false it is read once and left alone. */
export function useNowSeconds(live = true): number {
  return useSyncExternalStore(live ? subscribe : nothing, currentSecond, () => Math.floor(Date.now() / 1000));
}

/** False on the server and in the first browser render, so that local time zones never clash with the server's text. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    nothing,
    () => true,
    () => false,
  );
}

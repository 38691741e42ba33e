import { useSyncExternalStore } from "react";

const subscribe = () => () => {};

/** This console's own address, as the browser reaches it; empty while the page is rendered on the server. */
export function useOrigin(): string {
  return useSyncExternalStore(
    subscribe,
    () => window.location.origin,
    () => "",
  );
}

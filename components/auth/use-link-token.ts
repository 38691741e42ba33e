"use client";

import { useEffect, useState } from "react";

/**
 * The secret of a one-time link: undefined before it is known, null when there is none. It is taken out of the address
 * bar, and kept for this tab only, so that a detour over the sign-in page comes back to it.
 */
export function useLinkToken(storageKey: string): string | null | undefined {
  const [token, setToken] = useState<string | null>();
  useEffect(() => {
    const fromAddress = window.location.hash.slice(1);
    if (fromAddress) {
      window.sessionStorage.setItem(storageKey, fromAddress);
      window.history.replaceState(
        window.history.state,
        "",
        window.location.pathname + window.location.search,
      );
    }
    setToken(fromAddress || window.sessionStorage.getItem(storageKey));
  }, [storageKey]);
  return token;
}

/** Call once the link has been used. */
export function forgetLinkToken(storageKey: string): void {
  window.sessionStorage.removeItem(storageKey);
}

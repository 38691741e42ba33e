"use client";

import { createContext, type ReactNode, use } from "react";
import { useHydrated, useNowSeconds } from "@/components/ui/live-clock";

const RenderedAtContext = createContext<number | null>(null);

/** Carries the second at which the server wrote the page. */
export function PageClock({
  renderedAtSeconds,
  children,
}: {
  renderedAtSeconds: number;
  children: ReactNode;
}) {
  return <RenderedAtContext value={renderedAtSeconds}>{children}</RenderedAtContext>;
}

/** Seconds since 1970. The browser's first render uses the server's second, so that both write the same words. */
export function usePageNow(live = true): number {
  const renderedAtSeconds = use(RenderedAtContext);
  const nowSeconds = useNowSeconds(live);
  return useHydrated() ? nowSeconds : (renderedAtSeconds ?? nowSeconds);
}

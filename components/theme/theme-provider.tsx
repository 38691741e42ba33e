"use client";

import { ThemeProvider as NextThemesProvider } from "next-themes";
import type { ReactNode } from "react";

/** Follows the system until the reader chooses; the choice is applied by an inline script before first paint, so nothing flashes. */
export function ThemeProvider({ nonce, children }: { nonce?: string; children: ReactNode }) {
  return (
    <NextThemesProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      enableColorScheme
      disableTransitionOnChange
      storageKey="muster-theme"
      nonce={nonce}
    >
      {children}
    </NextThemesProvider>
  );
}

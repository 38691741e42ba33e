import type { BrowserContext } from "@playwright/test";

/**
 * Collects what the pages of a context complain about: errors in their scripts, violations of the content security
 * policy, hydration faults. An answer of 4xx is no fault of the page: several tests ask for one.
 */
export function watchConsole(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error().stack}`));
  context.on("console", (message) => {
    if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return;
    complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  return complaints;
}

import type { Locator } from "@playwright/test";

/** Reveals the secret that a dialog shows this once, and answers it. */
export async function readSecret(dialog: Locator): Promise<string> {
  await dialog.getByRole("button", { name: "Reveal", exact: true }).click();
  return (await dialog.getByTestId("secret").textContent()) ?? "";
}

import type { Page } from "@playwright/test";

/** Fills in the sign-in page that is open and waits until it has been left. */
export async function signIn(page: Page, person: { email: string; password: string }): Promise<void> {
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
}

import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import { expect, test } from "../support/fixtures";

test.use({ javaScriptEnabled: false });

test("every operation is listed and described without JavaScript", async ({ page }) => {
  await page.goto("/docs/api");
  for (const { id, path } of ALL_CONTRACTS) await expect(page.locator(`#${id}`)).toContainText(path);

  await page.getByRole("link", { name: "Cancel a scan" }).click();
  await expect(page).toHaveURL(/\/docs\/api\/scans#cancelJob$/);
  await expect(page.getByRole("heading", { level: 1, name: "Scans" })).toBeAttached();
  await expect(page.getByRole("heading", { level: 2, name: "Cancel a scan" })).toBeInViewport();
});

test("a type that a description names leads to its fields", async ({ page }) => {
  await page.goto("/docs/api/types/Job");
  await page.getByRole("link", { name: "Waiting" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Waiting" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Fields of Waiting" })).toContainText("tenant_position");
});

test("an area and a type that do not exist are not found", async ({ page }) => {
  expect((await page.goto("/docs/api/nothing"))?.status()).toBe(404);
  expect((await page.goto("/docs/api/types/Nothing"))?.status()).toBe(404);
});

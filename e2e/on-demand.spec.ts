import { expect, test } from "./support/fixtures";

/**
 * Menus and dialogs fetch their code when they are about to open. Whoever uses them must not notice: neither by
 * keyboard nor when the network fails for a moment.
 */

test("a menu opens by keyboard on its first item and gives the focus back", async ({
  page,
  enter,
  tenants,
}) => {
  const tenant = await tenants.create("team");
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}`);
  const trigger = page.getByRole("button", { name: tenant.owner.email });
  await expect(trigger).toHaveAttribute("aria-expanded", "false");

  await trigger.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitemradio", { name: "System" })).toBeFocused();
  await expect(trigger).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitemradio", { name: "Light" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(trigger).toBeFocused();
});

test("a second press on a menu's button closes the menu", async ({ page, enter, tenants }) => {
  const tenant = await tenants.create("team");
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}`);
  const trigger = page.getByRole("button", { name: tenant.owner.email });

  await trigger.click();
  await expect(page.getByRole("menu")).toBeVisible();
  await trigger.click();
  await expect(page.getByRole("menu")).toHaveCount(0);
  await trigger.click();
  await expect(page.getByRole("menu")).toBeVisible();
});

test("a dialog takes the focus and gives it back to its button", async ({ page, enter, admin }) => {
  await enter(page, admin);
  await page.goto("/admin/tokens");
  const button = page.getByRole("main").getByRole("button", { name: "Create token" }).first();

  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Create bootstrap token" });
  await expect(dialog).toBeVisible();
  await expect(dialog.locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("a question takes the focus to its harmless answer and gives it back", async ({
  page,
  enter,
  tenants,
}) => {
  const tenant = await tenants.create("team");
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/settings/api-keys`);
  const button = page.getByRole("button", { name: "Revoke Test" });

  await button.click();
  await expect(page.getByRole("button", { name: "Keep key" })).toBeFocused();
  await page.getByRole("button", { name: "Keep key" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("a dialog whose code could not be fetched opens at the next press", async ({ page, enter, tenants }) => {
  const tenant = await tenants.create("team");
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/settings/api-keys`);
  const button = page.getByRole("button", { name: "Revoke Test" });
  await expect(button).toHaveAttribute("aria-expanded", "false");

  await page.route("**/*.js", (route) => route.abort());
  const failed = page.waitForEvent("requestfailed");
  await button.click();
  await failed;
  await expect(button).toHaveAttribute("aria-expanded", "false");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await page.unroute("**/*.js");
  await button.click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
});

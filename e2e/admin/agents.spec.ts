import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures";
import { readSecret } from "../support/read-secret";

async function act(page: Page, agent: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${agent}` }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

async function confirm(page: Page, label: string): Promise<void> {
  const question = page.getByRole("alertdialog");
  await question.getByRole("button", { name: label }).click();
  await expect(question).toBeHidden();
}

test("an agent made by hand gets a key that is shown once, and can be edited, disabled and deleted", async ({
  adminPage: page,
  fleet,
  baseURL,
}) => {
  const name = fleet.nameFor("by-hand");
  await page.goto("/admin/agents");
  await page.getByRole("button", { name: "Create agent" }).click();
  const form = page.getByRole("dialog", { name: "Create agent" });
  await form.getByLabel("Name").fill(name);
  await form.getByRole("radio", { name: "Dedicated" }).check();
  await form.getByLabel("Slots").fill("3");
  await form.getByRole("button", { name: "Create agent" }).click();
  const shown = page.getByRole("dialog");
  await expect(shown.getByRole("button", { name: "Done" })).toBeDisabled();
  const key = await readSecret(shown);
  await shown.getByRole("checkbox").check();
  await shown.getByRole("button", { name: "Done" }).click();
  await expect(shown).toBeHidden();
  const beat = async (apiKey: string) => {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
    const url = new URL("/api/v1/platform-agent/heartbeat", baseURL);
    return (await fetch(url, { method: "POST", headers, body: '{"current_jobs":0}' })).status;
  };
  expect(await beat(key)).toBe(200);

  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Dedicated");
  await expect(row).toContainText("Idle");
  await act(page, name, "Edit tier and slots");
  const edit = page.getByRole("dialog", { name: `Edit ${name}` });
  await edit.getByRole("radio", { name: "Premium" }).check();
  await edit.getByLabel("Slots").fill("5");
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(edit).toBeHidden();
  await expect(row).toContainText("Premium");
  await expect(row.getByRole("img", { name: "0 of 5 slots in use" })).toBeVisible();

  await act(page, name, "Disable");
  await confirm(page, "Disable agent");
  await expect(row).toContainText("Disabled");
  await act(page, name, "Enable");
  await confirm(page, "Enable agent");
  await expect(row).toContainText("Idle");

  await act(page, name, "Rotate key");
  await page.getByRole("alertdialog").getByRole("button", { name: "Rotate key" }).click();
  const rotated = page.getByRole("dialog", { name: `New key of ${name}` });
  const newKey = await readSecret(rotated);
  await rotated.getByLabel("I stored it").check();
  await rotated.getByRole("button", { name: "Done" }).click();
  expect(newKey).not.toBe(key);
  expect(await beat(key)).toBe(200);
  expect(await beat(newKey)).toBe(200);
  expect(await beat(key)).toBe(401);

  await act(page, name, "Delete");
  const question = page.getByRole("alertdialog");
  await expect(question.getByRole("button", { name: "Delete agent" })).toBeDisabled();
  await question.getByRole("textbox").fill(name);
  await confirm(page, "Delete agent");
  await expect(row).toHaveCount(0);
  expect(await beat(newKey)).toBe(401);
});

test("a revoked bootstrap token is shown as revoked and lets nobody in", async ({
  adminPage: page,
  fleet,
  baseURL,
}) => {
  const description = fleet.nameFor("token");
  await page.goto("/admin/tokens");
  await page.getByRole("button", { name: "Create token" }).first().click();
  await page.getByRole("dialog").getByLabel("Description").fill(description);
  await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
  const panel = page.getByRole("dialog", { name: "Join an agent" });
  const token = await readSecret(panel);
  await panel.getByRole("checkbox").check();
  await panel.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: new RegExp(description) });
  await expect(row).toContainText("Active");
  await row.getByRole("button", { name: /^Revoke token/ }).click();
  await confirm(page, "Revoke token");
  await expect(row).toContainText("Revoked");
  const response = await fetch(new URL("/api/v1/platform-agents/register", baseURL), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      bootstrap_token: token,
      name: description,
      hostname: "host",
      version: "1",
      tools: [],
    }),
  });
  expect(response.status).toBe(401);
});

test("a change of plan and an override count at once, and the audit log has the reason", async ({
  adminPage: page,
  tenants,
}) => {
  const tenant = await tenants.create("free");
  const limits = async () => {
    const stats = await tenant.api.call<{ max_tier: string; max_concurrent: number }>(
      "GET",
      "/api/v1/platform/stats",
    );
    return { max_tier: stats.max_tier, max_concurrent: stats.max_concurrent };
  };
  await page.goto(`/admin/tenants/${tenant.id}`);
  await page.getByRole("button", { name: "Change plan" }).click();
  const plan = page.getByRole("dialog", { name: `Plan of ${tenant.name}` });
  await plan.getByRole("radio", { name: "Business" }).check();
  await plan.getByRole("button", { name: "Save plan" }).click();
  await expect(plan).toBeHidden();
  expect(await limits()).toEqual({ max_tier: "dedicated", max_concurrent: 10 });

  const reason = `Trial of ${tenant.slug}`;
  await page.getByRole("button", { name: "Set override" }).click();
  const override = page.getByRole("dialog", { name: "Set override" });
  await override.getByLabel("Value").fill("17");
  await override.getByLabel("Reason").fill(reason);
  await override.getByRole("button", { name: "Set override" }).click();
  await expect(override).toBeHidden();
  await expect(page.getByRole("table", { name: "Overrides" })).toContainText(reason);
  expect(await limits()).toEqual({ max_tier: "dedicated", max_concurrent: 17 });

  await page.getByRole("link", { name: "Audit log" }).last().click();
  await expect(page.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
  const rows = page.getByRole("table", { name: "Audit log" }).getByRole("row", { name: /tenant\./ });
  await rows
    .first()
    .getByRole("button", { name: /^Details of/ })
    .click();
  await expect(page.getByRole("dialog")).toContainText(reason);
});

test("for people who are no platform admins the admin console and its API do not exist", async ({
  page,
  enter,
  tenants,
}) => {
  const tenant = await tenants.create("enterprise");
  await page.goto("/admin");
  await expect(page).toHaveURL(/\/login\?/);
  await enter(page, tenant.owner);
  for (const path of ["/admin", "/admin/agents", `/admin/tenants/${tenant.id}`]) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
  await expect(page.getByText("Bootstrap tokens")).toHaveCount(0);
  for (const path of ["platform-agents", "tenants", "bootstrap-tokens", "audit-log"]) {
    expect((await page.request.get(`/api/v1/admin/${path}`)).status()).toBe(403);
  }
});

import { copyCommand, runOnNewHost } from "../support/copied-command";
import { expect, test } from "../support/fixtures";
import { unique } from "../support/people";
import { readScan, submit } from "../support/scans";

test("an owner's own agent joins with the copied command, appears without a reload, and runs that tenant's scans only", async ({
  page,
  enter,
  tenants,
  target,
}) => {
  test.setTimeout(120_000);
  const tenant = await tenants.create("free");
  const other = await tenants.create("enterprise");
  const name = `e2e-own-${unique()}`;
  let leaveHost = async () => {};
  try {
    await enter(page, tenant.owner);
    await page.goto(`/t/${tenant.slug}/agents`);
    await expect(page.getByText("You have no agent of your own yet.")).toBeVisible();
    await page.getByRole("button", { name: "Add an agent" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
    const panel = page.getByRole("dialog", { name: "Join an agent" });
    await expect(panel.getByText("Waiting for your agent…")).toBeVisible();
    leaveHost = await runOnNewHost(await copyCommand(page, panel), name);
    await expect(panel.getByText(`${name} connected`)).toBeVisible({ timeout: 45_000 });
    await panel.getByLabel("I stored it or have used it").check();
    await panel.getByRole("button", { name: "Done" }).click();
    const row = page.getByRole("table", { name: "Agents" }).getByRole("row", { name: new RegExp(name) });
    await expect(row).toContainText("Idle");

    // Of another tenant nothing reaches it, whatever the mode.
    const foreign = await Promise.all(
      ["tenant_only", "tenant_first", "any", "platform_only"].map((selection_mode) =>
        submit(other, { tool: "http-headers", target: target.url, selection_mode }),
      ),
    );
    await page.getByRole("link", { name: "Scans", exact: true }).click();
    await page.getByRole("link", { name: "New scan" }).first().click();
    await page.getByLabel("Address").fill(target.url);
    await page.locator("summary", { hasText: "Advanced" }).click();
    await page.getByRole("combobox", { name: "Agents" }).selectOption("tenant_only");
    await expect(page.getByText("uses none of your plan's slots")).toBeVisible();
    await page.getByRole("button", { name: "Start scan" }).click();
    const outcome = page.getByRole("region", { name: "Outcome" });
    await expect(outcome).toContainText("findings in", { timeout: 30_000 });
    await expect(page.getByRole("main").getByText(name, { exact: true }).first()).toBeVisible();

    const states = await Promise.all(foreign.map(async ({ id }) => (await readScan(other, id)).status));
    expect(states).toEqual(["queued", "queued", "queued", "queued"]);
    const waiting = (await readScan(other, foreign[0]?.id ?? "")).waiting;
    expect(waiting?.message).toContain("None of your own agents has http-headers.");

    await page.getByRole("link", { name: "Agents", exact: true }).click();
    await page.getByRole("table", { name: "Agents" }).getByRole("link", { name }).click();
    await expect(page.getByRole("table", { name: "Earlier scans" })).toContainText(name);
  } finally {
    await leaveHost();
  }
});

test("a viewer sees own agents and is offered no change; a revoked token lets nobody in", async ({
  page,
  openAs,
  enter,
  tenants,
  fleet,
  baseURL,
}) => {
  const tenant = await tenants.create("team");
  const own = await fleet.startOwn(tenant);
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/agents/tokens`);
  await page.getByRole("button", { name: "Add an agent" }).click();
  await page.getByRole("dialog").getByLabel("Description").fill("to be revoked");
  await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
  const panel = page.getByRole("dialog", { name: "Join an agent" });
  const token = /--token (\S+)/.exec(await copyCommand(page, panel))?.[1];
  await panel.getByRole("checkbox").check();
  await panel.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: /to be revoked/ });
  await row.getByRole("button", { name: /^Revoke token/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke token" }).click();
  await expect(row).toContainText("Revoked");
  const { status } = await fetch(new URL("/api/v1/platform-agents/register", baseURL), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ bootstrap_token: token, name: "nobody" }),
  });
  expect(status).toBe(401);

  const viewer = await openAs(await tenants.addMember(tenant, "viewer"));
  await viewer.goto(`/t/${tenant.slug}/agents`);
  await expect(viewer.getByRole("row", { name: new RegExp(own.name) })).toBeVisible();
  await expect(viewer.getByRole("button", { name: /^Actions for/ })).toHaveCount(0);
  await expect(viewer.getByRole("button", { name: "Add an agent" })).toHaveCount(0);
});

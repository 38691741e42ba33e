import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures";
import { readScan, slowScan, submit } from "../support/scans";
import { Program } from "../support/start-program";

test("an agent joins with the copied command, appears without a reload, and drains while it runs a scan", async ({
  adminPage: page,
  fleet,
  tenants,
  target,
}) => {
  const tenant = await tenants.create("free");
  const name = fleet.nameFor("copied");
  const home = await mkdtemp(join(tmpdir(), "muster-e2e-host-"));
  let agent: Program | null = null;
  try {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto("/admin/tokens");
    await page.getByRole("button", { name: "Create token" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
    const panel = page.getByRole("dialog", { name: "Join an agent" });
    await expect(panel.getByText("Waiting for your agent…")).toBeVisible();
    const command = await copyCommand(page, panel);
    expect(command).toMatch(
      /^npx --yes \S+\.tgz join --url \S+ --token \S+ --run --allow-target 127\.0\.0\.0\/8$/,
    );

    // On a host that has never seen the agent: its own home, its own package cache.
    agent = new Program("/bin/sh", ["-c", command], {
      HOME: home,
      npm_config_cache: join(home, "npm"),
      MUSTER_AGENT_DATA_DIR: join(home, "agent"),
      MUSTER_AGENT_NAME: name,
    });
    await expect(panel.getByText(`${name} connected`)).toBeVisible({ timeout: 45_000 });
    await expect(panel.getByText("Waiting for your agent…")).toBeHidden();
    await panel.getByLabel("I stored it or have used it").check();
    await panel.getByRole("button", { name: "Done" }).click();
    await page
      .getByRole("navigation", { name: "Admin console" })
      .getByRole("link", { name: "Agents" })
      .click();
    const row = page.getByRole("table", { name: "Agents" }).getByRole("row", { name: new RegExp(name) });
    await expect(row).toContainText("Idle");

    const job = await submit(tenant, slowScan(target, 14));
    await expect(row).toContainText("Busy 1 of 1");
    await row.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Drain" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Drain agent" }).click();
    await expect(row).toContainText("Draining, 1 job left");
    expect((await readScan(tenant, job.id)).status).toBe("running");

    await expect(row).toContainText("Drained", { timeout: 30_000 });
    const ended = await readScan(tenant, job.id);
    expect({ status: ended.status, attempt: ended.attempt, agent: ended.agent?.name }).toEqual({
      status: "succeeded",
      attempt: 1,
      agent: name,
    });
    const late = await submit(tenant, slowScan(target, 4));
    await expect
      .poll(async () => (await readScan(tenant, late.id)).waiting?.reason)
      .toMatch(/agents_offline|no_matching_agent/);
  } finally {
    await agent?.stop();
    await rm(home, { recursive: true, force: true });
  }
});

async function copyCommand(page: Page, panel: Locator): Promise<string> {
  await panel
    .getByRole("group", { name: "Join command" })
    .getByRole("button", { name: "Copy command" })
    .click();
  return page.evaluate(() => navigator.clipboard.readText());
}

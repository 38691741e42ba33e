import { copyCommand, runOnNewHost } from "../support/copied-command";
import { expect, test } from "../support/fixtures";
import { readScan, slowScan, submit } from "../support/scans";

test("an agent joins with the copied command, appears without a reload, and drains while it runs a scan", async ({
  adminPage: page,
  fleet,
  tenants,
  target,
}) => {
  const tenant = await tenants.create("free");
  const name = fleet.nameFor("copied");
  let leaveHost = async () => {};
  try {
    await page.goto("/admin/tokens");
    await page.getByRole("button", { name: "Create token" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
    const panel = page.getByRole("dialog", { name: "Join an agent" });
    await expect(panel.getByText("Waiting for your agent…")).toBeVisible();
    const command = await copyCommand(page, panel);
    expect(command).toMatch(
      /^npx --yes \S+\.tgz join --url \S+ --token \S+ --run --allow-target 127\.0\.0\.0\/8$/,
    );

    leaveHost = await runOnNewHost(command, name);
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
    await leaveHost();
  }
});

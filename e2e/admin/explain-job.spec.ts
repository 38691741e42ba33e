import { expectAccessible } from "../support/check-page";
import { expect, test } from "../support/fixtures";
import { readScan, submit } from "../support/scans";

test("an admin sees of a job that has ended what it waited for, who ran it, and what went before and after it", async ({
  adminPage: page,
  tenants,
  fleet,
  target,
}) => {
  const tenant = await tenants.create("free");
  const other = await tenants.create("free");
  const agent = await fleet.start("shared", { maxJobs: 1 });
  await fleet.untilIdle(agent);
  const scan = { tool: "http-headers", target: target.url, profile: "quick" };
  const runOf = async (whose: typeof tenant) => {
    const { id } = await submit(whose, scan);
    await expect.poll(async () => (await readScan(whose, id)).status).toBe("succeeded");
    return id;
  };
  const before = await runOf(tenant);
  const job = await runOf(tenant);
  await runOf(other);
  const cancelled = await submit(tenant, { ...scan, capabilities: ["nobody-has-this"] });
  await tenant.api.call("POST", `/api/v1/platform-jobs/${cancelled.id}/cancel`);

  await page.goto(`/admin/queue/${job}`);
  await expect(page.getByRole("region", { name: "How the time was spent" })).toContainText("Submitted");
  const attempt = page.getByRole("table", { name: "Attempts" }).getByRole("row", { name: "Attempt 1" });
  await expect(attempt).toContainText(agent.name);
  await expect(attempt).toContainText("Succeeded");
  const beside = page.getByRole("region", { name: "Before and after it" });
  await expect(beside).toContainText("With this one its tenant ran 1 job; its limit is now 1.");
  const rows = beside.getByRole("row");
  await expect(rows.nth(1)).toContainText(/#1 ?the same.* before$/);
  await expect(rows.nth(2)).toContainText("This job");
  await expect(rows.nth(3)).toContainText(other.slug);
  await expect(rows.nth(3)).toContainText(/after$/);
  await expectAccessible(page);
  await rows.nth(1).getByRole("link", { name: "#1" }).click();
  await expect(page).toHaveURL(`/admin/queue/${before}`);
  await expect(beside.getByRole("row").nth(1)).toContainText("This job");

  await page.goto(`/admin/queue/${cancelled.id}`);
  await expect(page.getByText("No agent ever took this job.")).toBeVisible();
});

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
  // What other tests ran in the hour before may stand there as well.
  const rowWith = (text: string | RegExp) => beside.getByRole("row").filter({ hasText: text });
  const own = rowWith("the same").filter({ hasText: "#1" });
  await expect(own).toContainText(/before$/);
  await expect(rowWith("This job")).toBeVisible();
  await expect(rowWith(other.slug)).toContainText(/after$/);
  await expectAccessible(page);
  await own.getByRole("link", { name: "#1" }).click();
  await expect(page).toHaveURL(`/admin/queue/${before}`);
  await expect(rowWith("This job")).toBeVisible();

  await page.goto(`/admin/queue/${cancelled.id}`);
  await expect(page.getByText("No agent ever took this job.")).toBeVisible();
});

test("an admin sees where a tenant stands and why it waits, and that nothing waits once nothing does", async ({
  adminPage: page,
  tenants,
  target,
}) => {
  const tenant = await tenants.create("team");
  await page.goto(`/admin/tenants/${tenant.id}`);
  const waiting = page.getByRole("region", { name: "Waiting", exact: true });
  await expect(waiting).toContainText("Nothing of this tenant waits.");

  const scan = { tool: "http-headers", target: target.url, capabilities: ["nobody-has-this"] };
  const { id } = await submit(tenant, scan);
  const row = waiting.getByRole("row").filter({ hasText: "nobody-has-this" });
  await expect(row).toContainText("No agent in your tiers offers http-headers with what this job asks for.");
  // What a team's tenant is placed with, whether or not a claim has come since.
  await expect(row.getByRole("cell", { name: "Shared", exact: true })).toBeVisible();
  await expect(row.getByRole("cell", { name: "50", exact: true })).toBeVisible();
  await expectAccessible(page);
  await row.getByRole("link").click();
  await expect(page).toHaveURL(`/admin/queue/${id}`);

  await page.goBack();
  await expect(row).toBeVisible();
  await tenant.api.call("POST", `/api/v1/platform-jobs/${id}/cancel`);
  await expect(waiting).toContainText("Nothing of this tenant waits.");
});

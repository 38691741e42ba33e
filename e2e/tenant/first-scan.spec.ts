import { startDemoTarget } from "@/demo/target/start-demo-target";
import { expect, test } from "../support/fixtures";

test("a Free tenant submits a scan and follows it from the queue to its findings without a reload", async ({
  page,
  signIn,
  tenants,
  fleet,
}) => {
  const tenant = await tenants.create("free");
  const target = await startDemoTarget({ slowSeconds: 0.4 });
  try {
    await signIn(page, tenant.owner);
    await expect(page).toHaveURL(`/t/${tenant.slug}`);
    await page.getByRole("main").getByRole("link", { name: "New scan" }).first().click();
    await page.getByRole("radio", { name: "HTTP headers" }).check();
    await page.getByLabel("Address").fill(target.slowUrl);
    await page.getByRole("button", { name: "Start scan" }).click();

    const heading = page.getByRole("heading", { level: 1, name: "HTTP headers" });
    await expect(heading).toBeVisible();
    const waiting = page.getByRole("region", { name: "Why this scan waits" });
    await expect(waiting).toContainText("No agent in your tiers offers http-headers");
    await expect(waiting).toContainText("1st");
    await expect(page).toHaveTitle(/^Queued, no matching agent/);
    // Lost by a reload, so that its presence at the end proves that there was none.
    await page.evaluate(() => Object.assign(window, { wasNeverReloaded: true }));

    const agent = await fleet.start("shared");

    await expect(page.getByRole("region", { name: "Progress" })).toBeVisible();
    await expect(page).toHaveTitle(/^Running/);
    const log = page.getByRole("log", { name: "Scan log" });
    await expect(log).toContainText("GET");
    await expect(page.getByText("following", { exact: true })).toBeVisible();
    const lastLine = async () => Number(await log.getByRole("link").last().textContent());
    const linesAtFirst = await lastLine();
    await expect.poll(lastLine).toBeGreaterThan(linesAtFirst);
    const findings = page.getByRole("region", { name: "Findings" });
    await expect(findings.getByRole("status")).toContainText(/[1-9]\d* so far, partial/);
    // All of that while it still ran.
    await expect(page).toHaveTitle(/^Running/, { timeout: 100 });

    await expect(page.getByRole("region", { name: "Outcome" })).toContainText(/\d+ findings in/);
    await expect(page).toHaveTitle(/^Succeeded/);
    await expect(findings.getByText("/slow/.git/HEAD").first()).toBeVisible();
    await expect(page.getByText(agent.name).first()).toBeVisible();
    expect(await page.evaluate(() => "wasNeverReloaded" in window)).toBe(true);
  } finally {
    await target.stop();
  }
});

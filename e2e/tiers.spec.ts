import { expect, test } from "./support/fixtures";
import type { PlanSlug, TestTenant } from "./support/people";
import { readScan, submit } from "./support/scans";

test("idle agents of all tiers: each plan's scans run on the best tier that it may use", async ({
  page,
  enter,
  tenants,
  fleet,
  target,
}) => {
  const agents = [await fleet.start("shared"), await fleet.start("dedicated"), await fleet.start("premium")];
  const runOnIdleFleet = async (tenant: TestTenant) => {
    await fleet.untilIdle(...agents);
    const job = await submit(tenant, { tool: "http-headers", target: target.url, profile: "quick" });
    await expect.poll(async () => (await readScan(tenant, job.id)).status).toBe("succeeded");
    return readScan(tenant, job.id);
  };
  const expected: Record<PlanSlug, string> = {
    enterprise: "premium",
    business: "dedicated",
    team: "shared",
    free: "shared",
  };
  for (const plan of ["enterprise", "business", "team", "free"] as const) {
    const tenant = await tenants.create(plan);
    for (let run = 0; run < 3; run++) {
      expect((await runOnIdleFleet(tenant)).agent?.tier, plan).toBe(expected[plan]);
    }
  }

  const asking = await tenants.create("free");
  const { job } = await asking.api.call<{ job: { id: string; tier_downgraded: boolean } }>(
    "POST",
    "/api/v1/platform-jobs",
    { tool: "http-headers", target: target.url, profile: "quick", tier: "premium" },
  );
  expect(job.tier_downgraded).toBe(true);
  await enter(page, asking.owner);
  await page.goto(`/t/${asking.slug}/scans/${job.id}`);
  await expect(page.getByRole("region", { name: "Outcome" })).toContainText("findings in");
  await expect(page.getByText("Premium was asked for and is not in your plan")).toBeVisible();
  await expect(page.getByText(agents[0]?.name ?? "").first()).toBeVisible();
});

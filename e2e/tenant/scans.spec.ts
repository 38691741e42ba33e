import { expect, test } from "../support/fixtures";
import { slowScan, submit } from "../support/scans";

test("a scan that has ended is run again as a new scan that names the first", async ({
  page,
  enter,
  tenants,
  fleet,
  target,
}) => {
  const tenant = await tenants.create("team");
  await fleet.start("shared");
  const first = await submit(tenant, { tool: "http-headers", target: target.url, profile: "quick" });
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/scans/${first.id}`);
  await expect(page.getByRole("region", { name: "Outcome" })).toContainText("findings in");
  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page).not.toHaveURL(new RegExp(first.id));
  await expect(page.getByText("#2", { exact: true })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: /#1\b/ })).toHaveAttribute(
    "href",
    `/t/${tenant.slug}/scans/${first.id}`,
  );
  await expect(page.getByRole("region", { name: "Outcome" })).toContainText("findings in");
});

test("the list's filters live in the address and survive a reload", async ({
  page,
  enter,
  tenants,
  target,
}) => {
  const tenant = await tenants.create("team");
  const web = await submit(tenant, slowScan(target, 4));
  const ports = await submit(tenant, { tool: "nmap", target: "127.0.0.1" });
  await tenant.api.call("POST", `/api/v1/platform-jobs/${ports.id}/cancel`);
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/scans`);
  const rows = page.getByRole("table", { name: "Scans" }).getByRole("row");
  await expect(rows).toHaveCount(3);

  await page.getByLabel("Status", { exact: true }).selectOption("cancelled");
  await page.getByLabel("Scanner", { exact: true }).selectOption("nmap");
  await expect(page).toHaveURL(/status=cancelled/);
  await expect(page).toHaveURL(/tool=nmap/);
  await expect(rows).toHaveCount(2);
  await page.reload();
  await expect(page.getByLabel("Status", { exact: true })).toHaveValue("cancelled");
  await expect(page.getByLabel("Scanner", { exact: true })).toHaveValue("nmap");
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText(`#${ports.number}`);

  await page.getByRole("button", { name: /^Remove filter Status/ }).click();
  await page.getByRole("button", { name: /^Remove filter Scanner/ }).click();
  await page.getByRole("searchbox", { name: "Search by target or number" }).fill("/slow/");
  await expect(page).toHaveURL(/q=/);
  await expect(rows).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole("searchbox", { name: "Search by target or number" })).toHaveValue("/slow/");
  await expect(rows.nth(1)).toContainText(`#${web.number}`);
});

test("a scan that somebody else submits appears in the list without a reload", async ({
  page,
  enter,
  tenants,
  target,
}) => {
  const tenant = await tenants.create("team");
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/scans`);
  await expect(page.getByText("No scan", { exact: false })).toBeVisible();
  await submit(tenant, slowScan(target, 4));
  await expect(page.getByRole("table", { name: "Scans" }).getByRole("row")).toHaveCount(2);
});

test("a viewer sees scans but nothing to submit, cancel or repeat them with", async ({
  openAs,
  tenants,
  target,
}) => {
  const tenant = await tenants.create("team");
  const viewer = await tenants.addMember(tenant, "viewer");
  const job = await submit(tenant, slowScan(target, 4));
  const page = await openAs(viewer);
  await page.goto(`/t/${tenant.slug}`);
  await expect(page.getByRole("table", { name: "Recent scans" }).getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("link", { name: "New scan" })).toHaveCount(0);
  await page.goto(`/t/${tenant.slug}/scans/${job.id}`);
  await expect(page.getByRole("heading", { level: 1, name: "HTTP headers" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy link" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Cancel scan|Run again/ })).toHaveCount(0);
  await page.goto(`/t/${tenant.slug}/scans/new`);
  await expect(page.getByRole("heading", { level: 1, name: "Not found" })).toBeVisible();
  const headers = { origin: new URL(page.url()).origin, "x-tenant": tenant.slug };
  const cancelled = await page.request.post(`/api/v1/platform-jobs/${job.id}/cancel`, { headers });
  expect(cancelled.status()).toBe(403);
});

test("a scan of another tenant does not exist", async ({ page, enter, tenants, target }) => {
  const [own, other] = [await tenants.create("free"), await tenants.create("free")];
  const job = await submit(other, slowScan(target, 4));
  await enter(page, own.owner);
  for (const path of [`/t/${own.slug}/scans/${job.id}`, `/t/${other.slug}/scans/${job.id}`]) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
});

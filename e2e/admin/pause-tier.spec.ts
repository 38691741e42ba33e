import { expectAccessible } from "../support/check-page";
import { expect, test } from "../support/fixtures";
import { adminApi } from "../support/people";
import { submit } from "../support/scans";

const NOTE = "New scanners are being installed on these machines.";

test("an admin pauses a tier, a waiting scan says so without a reload, and runs once the tier is resumed", async ({
  adminPage,
  page,
  enter,
  fleet,
  tenants,
  target,
}) => {
  const tenant = await tenants.create("free");
  await fleet.untilIdle(await fleet.start("shared"));
  await adminPage.goto("/admin/queue");
  try {
    await adminPage.getByRole("button", { name: "Pause Shared" }).click();
    const dialog = adminPage.getByRole("dialog", { name: "Pause Shared?" });
    await dialog.getByLabel("Note").fill(NOTE);
    await dialog.getByLabel("In 15 minutes").check();
    await dialog.getByRole("button", { name: "Pause tier" }).click();
    await expect(dialog).toBeHidden();
    const notice = adminPage.getByRole("status").filter({ hasText: "Shared is paused" });
    await expect(notice).toContainText(NOTE);
    await expect(notice).toContainText(/Resumes \d\d \w+ \d{4}, \d\d:\d\d/);

    const job = await submit(tenant, { tool: "http-headers", target: target.url, profile: "quick" });
    expect(job.waiting).toMatchObject({ reason: "paused", pause: { tier: "shared", note: NOTE } });
    await enter(page, tenant.owner);
    await page.goto(`/t/${tenant.slug}`);
    await expect(page.getByRole("status").filter({ hasText: "Shared agents are paused" })).toContainText(
      NOTE,
    );
    await page.goto(`/t/${tenant.slug}/scans/new`);
    await page.getByLabel("Address").fill(target.url);
    await expect(page.getByText("Would wait: The shared tier is paused.")).toContainText(NOTE);
    await page.goto(`/t/${tenant.slug}/scans/${job.id}`);
    const waiting = page.getByRole("region", { name: "Why this scan waits" });
    await expect(waiting).toContainText("The shared tier is paused.");
    await expect(waiting).toContainText(/Resumes \d\d \w+ \d{4}, \d\d:\d\d/);

    await adminPage.getByRole("button", { name: "Change the pause of Shared" }).click();
    const change = adminPage.getByRole("dialog", { name: "Change the pause of Shared" });
    await change.getByLabel("Note").fill("It takes longer.");
    await change.getByLabel("When resumed").check();
    await change.getByRole("button", { name: "Change pause" }).click();
    await expect(waiting).toContainText("It takes longer.");
    await expect(waiting).toContainText("Paused until it is resumed.");
    await expect(waiting).toContainText("cannot be said");

    await expectAccessible(adminPage);
    await expectAccessible(page);
    await adminPage.getByRole("button", { name: "Resume Shared" }).click();
    await adminPage.getByRole("alertdialog").getByRole("button", { name: "Resume tier" }).click();
    await expect(notice).toBeHidden();
    await expect(page.getByRole("region", { name: "Outcome" })).toContainText("findings in");
  } finally {
    await adminApi().call("POST", "/api/v1/admin/tiers/shared/resume");
  }
});

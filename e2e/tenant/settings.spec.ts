import { expect, test } from "../support/fixtures";
import { unique } from "../support/people";
import { readSecret } from "../support/read-secret";

test("an API key is shown once, works, and dies when it is revoked", async ({
  page,
  enter,
  tenants,
  baseURL,
}) => {
  const tenant = await tenants.create("team");
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/settings/api-keys`);
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByLabel("Name").fill("nightly pipeline");
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();

  const created = page.getByRole("dialog", { name: "API key created" });
  const key = await readSecret(created);
  await expect(created.getByRole("button", { name: "Done" })).toBeDisabled();
  await created.getByLabel("I stored it").check();
  await created.getByRole("button", { name: "Done" }).click();
  await expect(created).toBeHidden();
  const row = page.getByRole("row", { name: /nightly pipeline/ });
  await expect(row).toBeVisible();
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(key);

  const callWithKey = async () => {
    const url = new URL("/api/v1/platform-jobs", baseURL);
    return (await fetch(url, { headers: { authorization: `Bearer ${key}` } })).status;
  };
  expect(await callWithKey()).toBe(200);
  await row.getByRole("button", { name: "Revoke nightly pipeline" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke key" }).click();
  await expect(row).toContainText("Revoked");
  expect(await callWithKey()).toBe(401);
});

test("an invitation link makes a new person a member, once", async ({ page, enter, tenants, browser }) => {
  const tenant = await tenants.create("team");
  const email = `new-${unique()}@${tenant.slug}.example`;
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/settings/members`);
  await page.getByRole("button", { name: "Invite member" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Role", { exact: true }).selectOption("viewer");
  await page.getByRole("button", { name: "Create link" }).click();
  const ready = page.getByRole("dialog", { name: "Invitation ready" });
  const link = await readSecret(ready);
  await ready.getByLabel("I passed it on").check();
  await ready.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("table", { name: "Open invitations" })).toContainText(email);

  const guest = await browser.newContext();
  try {
    const invited = await guest.newPage();
    await invited.goto(link);
    await invited.getByLabel("Your name").fill("New Person");
    await invited.getByLabel("Password", { exact: true }).fill(`a password of ${unique()}`);
    await invited.getByRole("button", { name: "Create account and join" }).click();
    await expect(invited).toHaveURL(`/t/${tenant.slug}`);
    await expect(invited.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  } finally {
    await guest.close();
  }
  await page.reload();
  await expect(page.getByRole("row", { name: new RegExp(email) })).toContainText("Viewer");
  await expect(page.getByRole("table", { name: "Open invitations" })).toHaveCount(0);

  const second = await browser.newContext();
  try {
    const late = await second.newPage();
    await late.goto(link);
    await late.getByLabel("Your name").fill("Late Person");
    await late.getByLabel("Password", { exact: true }).fill(`a password of ${unique()}`);
    await late.getByRole("button", { name: "Create account and join" }).click();
    await expect(late.getByRole("main").getByRole("alert")).toBeVisible();
    await expect(late).toHaveURL(/\/invite$/);
  } finally {
    await second.close();
  }
});

test("a person in two tenants switches between them and sees in each only what is its own", async ({
  page,
  enter,
  tenants,
}) => {
  const [first, second] = [await tenants.create("team"), await tenants.create("business")];
  await tenants.invite(second, first.owner, "viewer");
  await enter(page, first.owner);
  await page.goto(`/t/${first.slug}`);
  await expect(page.getByRole("main").getByRole("link", { name: "New scan" }).first()).toBeVisible();
  await page.getByRole("button", { name: `Tenant ${first.name}, switch` }).click();
  await page.getByRole("menuitem", { name: second.name }).click();
  await expect(page).toHaveURL(`/t/${second.slug}`);
  await expect(page.getByRole("button", { name: `Tenant ${second.name}, switch` })).toBeVisible();
  await expect(page.getByRole("link", { name: "New scan" })).toHaveCount(0);
  await expect(page.getByRole("main").getByText("Dedicated").first()).toBeVisible();
});

test("signing out ends the session, also for a copy of its cookie", async ({
  page,
  enter,
  tenants,
  openAs,
}) => {
  const tenant = await tenants.create("free");
  const copy = await openAs(tenant.owner);
  await copy.goto(`/t/${tenant.slug}`);
  await expect(copy).toHaveURL(`/t/${tenant.slug}`);
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}`);
  await page.getByRole("button", { name: new RegExp(tenant.owner.name) }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login/);
  await copy.reload();
  await expect(copy).toHaveURL(/\/login/);
});

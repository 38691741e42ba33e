import { expect, test } from "../support/fixtures";

test("an admin checks the queue: a healthy installation has no fault, and no dead letter waits", async ({
  adminPage,
}) => {
  await adminPage.goto("/admin/queue");
  await adminPage.getByRole("navigation", { name: "Queue" }).getByRole("link", { name: "Repair" }).click();
  await adminPage.getByRole("button", { name: "Check now" }).click();
  await expect(adminPage.getByText("No fault found")).toBeVisible();
  await expect(adminPage.getByText(/^17 checks made at/)).toBeVisible();
  await adminPage
    .getByRole("navigation", { name: "Queue" })
    .getByRole("link", { name: "Dead letters" })
    .click();
  await expect(adminPage.getByRole("heading", { name: "Dead letters", level: 1 })).toBeVisible();
  await expect(adminPage.getByText("No job waits for a decision.")).toBeVisible();
  await adminPage.getByRole("combobox", { name: "State" }).selectOption({ label: "Dismissed" });
  await expect(adminPage).toHaveURL(/state=dismissed/);
  await adminPage.getByRole("button", { name: "Show open ones" }).click();
  await expect(adminPage.getByText("No job waits for a decision.")).toBeVisible();
});

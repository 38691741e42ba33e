import { createDeadLetter } from "@/lib/testing/factories/create-dead-letter";
import { expectAccessible } from "../support/check-page";
import { expect, test } from "../support/fixtures";
import { withDatabase } from "../support/with-database";

test("an admin checks the queue: a healthy installation has no fault, and no dead letter waits", async ({
  adminPage,
}) => {
  await adminPage.goto("/admin/queue");
  await adminPage.getByRole("navigation", { name: "Queue" }).getByRole("link", { name: "Repair" }).click();
  await adminPage.getByRole("button", { name: "Check now" }).click();
  await expect(adminPage.getByText("No fault found")).toBeVisible();
  await expect(adminPage.getByText(/^\d+ checks made at/)).toBeVisible();
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

test("an admin is told of dead letters, queues one again and dismisses the other, and mends a wrong count", async ({
  adminPage,
  tenants,
}) => {
  const { id: tenantId } = await tenants.create("business");
  const wrong = await withDatabase(async (db) => {
    await createDeadLetter(db, tenantId);
    return (await createDeadLetter(db, tenantId)).id;
  });
  await adminPage.goto("/admin");
  await adminPage.getByRole("link", { name: "2 dead letters" }).click();
  // No other test shall meet the agents that they were lost on.
  await withDatabase((db) =>
    db.query(
      "UPDATE agents SET deleted_at = now() WHERE id IN (SELECT agent_id FROM jobs WHERE tenant_id = $1)",
      [tenantId],
    ),
  );
  const tab = adminPage
    .getByRole("navigation", { name: "Queue" })
    .getByRole("link", { name: "Dead letters" });
  await expect(tab).toHaveText("Dead letters2");
  await expect(adminPage.getByRole("button", { name: /^Dismiss / })).toHaveCount(2);
  await expectAccessible(adminPage);

  await adminPage
    .getByRole("button", { name: /^Queue .* again$/ })
    .first()
    .click();
  await adminPage.getByRole("alertdialog").getByRole("button", { name: "Queue again" }).click();
  await expect(adminPage.getByRole("button", { name: /^Dismiss / })).toHaveCount(1);
  await expect(tab).toHaveText("Dead letters1");
  await adminPage.getByRole("button", { name: /^Dismiss / }).click();
  await adminPage.getByRole("alertdialog").getByRole("button", { name: "Dismiss job" }).click();
  await expect(adminPage.getByText("No job waits for a decision.")).toBeVisible();
  await expect(tab).toHaveText("Dead letters");
  await adminPage.getByRole("combobox", { name: "State" }).selectOption({ label: "Queued again" });
  await expect(adminPage.getByText(/^Queued again as a new job by /)).toBeVisible();

  await withDatabase((db) => db.query("UPDATE jobs SET findings_count = 7 WHERE id = $1", [wrong]));
  await adminPage.goto("/admin/queue/repair");
  await adminPage.getByRole("button", { name: "Check now" }).click();
  await expect(adminPage.getByText("1 fault found")).toBeVisible();
  await expectAccessible(adminPage);
  await adminPage.getByRole("button", { name: "Repair" }).click();
  await adminPage.getByRole("alertdialog").getByRole("button", { name: "Repair now" }).click();
  await expect(adminPage.getByText("1 fault repaired")).toBeVisible();
  await expect(adminPage.getByText("No fault found")).toBeVisible();
  await expect(adminPage.getByRole("button", { name: "Check again" })).toBeFocused();
});

import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { expectAccessible } from "../support/check-page";
import { expect, test } from "../support/fixtures";
import { withDatabase } from "../support/with-database";

const SILENT = 3;

test("when most of the fleet falls silent admins are told what is kept and what to do, until the agents answer again", async ({
  adminPage: page,
  fleet,
  tenants,
}) => {
  const { id: tenantId } = await tenants.create("business");
  await fleet.untilIdle(await fleet.start("shared"));
  const agentIds: string[] = [];
  let jobId = "";
  /** As if the agents had last been heard so long ago. A lease lives for 30 seconds from then. */
  const hear = (secondsAgo: number) =>
    withDatabase((db) =>
      db.query(
        `WITH heard AS (
           UPDATE agent_heartbeats SET last_seen_at = now() - make_interval(secs => $2), beat_at = now() - make_interval(secs => $2) WHERE agent_id = ANY ($1))
         UPDATE job_leases SET lease_expires_at = now() + make_interval(secs => 30 - $2) WHERE agent_id = ANY ($1)`,
        [agentIds, secondsAgo],
      ),
    );
  await withDatabase(async (db) => {
    for (let i = 0; i < SILENT; i++) {
      const agent = await createAgent(db, { tier: "dedicated" });
      agentIds.push(agent.id);
      if (i === 0) jobId = (await createJob(db, tenantId, { status: "running", agent })).id;
    }
  });
  const notice = page.getByRole("alert").filter({ hasText: "do not answer" });
  try {
    await page.goto("/admin");
    await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
    await expect(notice).toBeHidden();
    await hear(45);
    await expect(notice).toContainText("3 of 4 agents do not answer");
    await expect(notice).toContainText("Their running job is kept for up to five minutes");
    await expect(notice).toContainText("muster-agent check");
    await expectAccessible(page);

    await page.goto("/admin/queue");
    await expect(notice).toContainText(/It goes back to the queue at \d\d:\d\d:\d\d/);
    await expectAccessible(page);
    await notice.getByRole("link", { name: "Show agents" }).click();
    await expect(page.getByRole("heading", { name: "Agents" })).toBeVisible();
    await page.goBack();
    await expect(notice).toBeVisible();

    await hear(0);
    await expect(notice).toBeHidden();
  } finally {
    await withDatabase(async (db) => {
      await db.query("DELETE FROM jobs WHERE id = $1", [jobId]);
      await db.query("UPDATE agents SET deleted_at = now() WHERE id = ANY ($1)", [agentIds]);
    });
  }
});

import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { chargeSharesAcrossTenants, type ShareCharge } from "@/lib/db/queue/charge-shares";
import { boundCredit, chargeElsewhere, LEAD_MAX, orderKey } from "@/lib/domain/queue/fair-share";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let tenantId: string;
let laneIds: string[];

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  tenantId = (await createTenant(database.pool, { plan: "enterprise" })).id;
  for (const tool of ["nmap", "sslscan"]) await createJob(database.pool, tenantId, { tool });
  const { rows } = await database.pool.query<{ id: string }>(
    "SELECT lane_id::text AS id FROM tenant_lanes WHERE tenant_id = $1 ORDER BY lane_id",
    [tenantId],
  );
  laneIds = rows.map((row) => row.id);
  await database.pool.query("UPDATE tenant_lanes SET is_entered = true, weight = 50 WHERE tenant_id = $1", [
    tenantId,
  ]);
  await database.pool.query(
    "INSERT INTO lane_clocks (lane_id, tier_priority) SELECT unnest($1::int[]), 0 ON CONFLICT DO NOTHING",
    [laneIds],
  );
});
afterAll(async () => await database.drop());

async function place(
  laneId: string,
  at: { pass: number; passMax: number; virtualTime: number },
): Promise<void> {
  await database.pool.query(
    "UPDATE lane_clocks SET virtual_time = $2, backlog_weight = 50 WHERE lane_id = $1",
    [laneId, at.virtualTime],
  );
  await database.pool.query(
    `INSERT INTO tenant_shares (tenant_id, lane_id, tier_priority, pass, pass_max) VALUES ($1, $2, 0, $3, $4)
     ON CONFLICT (tenant_id, lane_id) DO UPDATE SET pass = EXCLUDED.pass, pass_max = EXCLUDED.pass_max`,
    [tenantId, laneId, at.pass, at.passMax],
  );
}

interface Standing {
  laneId: string;
  pass: number;
  passMax: number;
  orderKey: number;
  headQueuedAtSeconds: number;
}

async function standings(): Promise<Standing[]> {
  const { rows } = await database.pool.query<Standing>(
    `SELECT s.lane_id::text AS "laneId", s.pass, s.pass_max AS "passMax", t.order_key AS "orderKey",
            extract(epoch FROM q.queued_at)::float8 AS "headQueuedAtSeconds"
       FROM tenant_shares s JOIN tenant_lanes t USING (tenant_id, lane_id) JOIN queue_items q USING (tenant_id, lane_id)
      WHERE tenant_id = $1 ORDER BY s.lane_id`,
    [tenantId],
  );
  return rows;
}

it("charges as the rules of the domain say, in the job's own lane and in the tenant's others, and orders by them", async () => {
  const amount = fc.double({ min: 0, max: 3_000, noNaN: true });
  const standing = fc.record({ pass: amount, passMax: amount, virtualTime: amount });
  const charged = fc.record({
    pass: fc.double({ min: -500, max: 500, noNaN: true }),
    isDispatch: fc.boolean(),
    earnedSeconds: fc.double({ min: 0, max: 500, noNaN: true }),
    // Whether the agent that took the job serves the other lane, too.
    isMet: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(standing, standing, charged, async (own, other, { isMet: serves, ...charge }) => {
      const [ownId = "", otherId = ""] = laneIds;
      await place(ownId, own);
      await place(otherId, other);
      const sent: ShareCharge = { tenantId, laneId: ownId, isAtLimit: null, kind: 0, ...charge };
      const tools = serves ? ["nmap", "sslscan"] : ["nmap"];
      const kind = { tierPriority: 0, tools, capabilities: [] };
      const earned = await chargeSharesAcrossTenants(database.pool, [sent], [kind]);
      const { earnedSeconds: seconds } = charge;
      expect(earned).toEqual(seconds > 0 ? [{ laneId: ownId, tierPriority: 0, seconds }] : []);
      const before = charge.isDispatch ? boundCredit(own.pass, own.virtualTime) : own.pass;
      const expected = [
        {
          pass: before + charge.pass,
          passMax: charge.isDispatch ? before + charge.pass + LEAD_MAX : own.passMax,
        },
        serves && charge.pass > 0
          ? {
              pass: other.pass + charge.pass,
              passMax: charge.isDispatch ? other.pass + charge.pass + LEAD_MAX : other.passMax,
            }
          : {
              pass: chargeElsewhere(other.pass, charge.pass, other.passMax, other.virtualTime),
              passMax: other.passMax,
            },
      ];
      for (const [index, row] of (await standings()).entries()) {
        expect(row.pass).toBeCloseTo(expected[index]?.pass ?? Number.NaN, 6);
        expect(row.passMax).toBeCloseTo(expected[index]?.passMax ?? Number.NaN, 6);
        expect(row.orderKey).toBeCloseTo(orderKey(row.pass, 50, row.headQueuedAtSeconds), 4);
      }
    }),
    { numRuns: 60 },
  );
});

it("that a tenant has room again counts in all of its lanes", async () => {
  const [ownId = ""] = laneIds;
  for (const id of laneIds) await place(id, { pass: 0, passMax: 600, virtualTime: 0 });
  const atLimit = async () =>
    (await database.pool.query("SELECT FROM tenant_lanes WHERE tenant_id = $1 AND is_at_limit", [tenantId]))
      .rowCount;
  await database.pool.query("UPDATE tenant_lanes SET is_at_limit = true WHERE tenant_id = $1", [tenantId]);
  expect(await atLimit()).toBe(2);
  const change = { pass: -1, earnedSeconds: 0, isDispatch: false, isAtLimit: false };
  const charge = { tenantId, laneId: ownId, kind: null, ...change };
  await chargeSharesAcrossTenants(database.pool, [charge], []);
  expect(await atLimit()).toBe(0);
});

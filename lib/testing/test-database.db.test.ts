import pg from "pg";
import { describe, expect, it } from "vitest";
import { createTestDatabase } from "./test-database";

describe("createTestDatabase", () => {
  it("gives parallel callers a migrated database each, owned by a role without special rights", async () => {
    const databases = await Promise.all(Array.from({ length: 6 }, () => createTestDatabase()));
    try {
      await databases[0]?.pool.query("CREATE TABLE only_here (id int)");
      const seen = await Promise.all(
        databases.map(async ({ pool }) => {
          const { rows } = await pool.query(`
            SELECT (SELECT count(*) > 0 FROM _prisma_migrations) AS migrated, to_regclass('only_here') IS NOT NULL AS marked,
                   (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super`);
          return rows[0];
        }),
      );
      expect(seen).toEqual(
        databases.map((_, index) => ({ migrated: true, marked: index === 0, super: false })),
      );
    } finally {
      await Promise.all(databases.map((database) => database.drop()));
    }
  });

  it("drops the database even while somebody is connected", async () => {
    const database = await createTestDatabase();
    const straggler = new pg.Client({ connectionString: database.url });
    straggler.on("error", () => {});
    await straggler.connect();
    await database.drop();
    const late = new pg.Client({ connectionString: database.url });
    await expect(late.connect()).rejects.toMatchObject({ code: "3D000" });
  });
});

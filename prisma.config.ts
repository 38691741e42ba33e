import { defineConfig } from "prisma/config";

const url = process.env.DATABASE_URL;

/** Read by the Prisma CLI only: `generate`, which needs no database, and `migrate deploy` where its engine is at hand. */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(url ? { datasource: { url } } : {}),
});

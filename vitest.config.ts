import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

/** Two projects: pure tests run at once and anywhere; database tests share one real Postgres, each file in a database of its own. */
export default defineConfig({
  resolve: { alias: { "@": root.replace(/\/$/, "") } },
  test: {
    // A shared CI machine may stall for seconds: a second try there.
    retry: process.env.CI === "true" ? 1 : 0,
    // What is waited for comes at once or never; how soon is measured where it matters.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // Beside the pure ones many start programs and wait for them.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
          setupFiles: ["lib/testing/test-env.ts"],
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: [
            "**/*.db.test.ts",
            "**/route.test.ts",
            "node_modules/**",
            ".next/**",
            "dist/**",
            "e2e/**",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "db",
          sequence: { groupOrder: 1 },
          include: ["**/*.db.test.ts", "**/route.test.ts"],
          exclude: ["node_modules/**", ".next/**", "dist/**"],
          globalSetup: ["lib/testing/postgres-global-setup.ts"],
          setupFiles: ["lib/testing/test-env.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Half of their time they wait for locks, leases and each other.
          maxWorkers: 4,
        },
      },
    ],
  },
});

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const database = fileURLToPath(new URL("packages/verify/src/test-database.ts", import.meta.url));

/** One project a package, so that `vitest --project core` runs one alone. */
export default defineConfig({
  test: {
    globalSetup: [database],
    // The default leaves a core idle, which is half of a small machine.
    maxWorkers: "100%",
    // What is measured here is never time: a busy machine takes several times as long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: { name: "core", root: "packages/core", include: ["src/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "stream-consumer",
          root: "packages/stream-consumer",
          include: ["src/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: { name: "markets", root: "packages/markets", include: ["src/**/*.test.ts"] },
      },
      {
        extends: true,
        test: { name: "functions", root: "packages/functions", include: ["src/**/*.test.ts"] },
      },
      {
        extends: true,
        test: { name: "local", root: "packages/local", include: ["src/**/*.test.ts"] },
      },
      {
        extends: true,
        test: { name: "web", root: "packages/web", include: ["src/**/*.test.{ts,tsx}"] },
      },
      {
        extends: true,
        test: {
          name: "verify",
          root: "packages/verify",
          include: ["src/**/*.test.ts"],
          // Both have configurations of their own: they need sst, or a deployed stage.
          exclude: ["src/infrastructure/**", "src/deployed/deployed.test.ts"],
        },
      },
    ],
  },
});

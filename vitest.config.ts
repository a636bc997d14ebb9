import { defineConfig } from "vitest/config";

/** One project a package, so that `vitest --project core` runs one alone. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "core", root: "packages/core", include: ["src/**/*.test.ts"] } },
      { test: { name: "functions", root: "packages/functions", include: ["src/**/*.test.ts"] } },
      { test: { name: "local", root: "packages/local", include: ["src/**/*.test.ts"] } },
      { test: { name: "web", root: "packages/web", include: ["src/**/*.test.{ts,tsx}"] } },
      { test: { name: "repo", root: "test", include: ["*.test.ts"] } },
    ],
  },
});

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The stacks, run with sst's real components under mocks, and the bundles they deploy. Apart from
 *  the other tests, because the first run installs sst's platform. */
export default defineConfig({
  test: {
    name: "infra",
    root: "packages/verify/src/infrastructure",
    include: ["*.test.ts"],
    globalSetup: [
      path("packages/verify/src/infrastructure/setup.ts"),
      path("packages/verify/src/test-database.ts"),
    ],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

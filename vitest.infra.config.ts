import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The stacks, run with sst's real components under mocks, and the bundles they deploy. Apart from
 *  the other tests, because the first run installs sst's platform. */
export default defineConfig({
  test: {
    name: "infra",
    root: "test/infra",
    include: ["*.test.ts"],
    globalSetup: [path("test/infra/setup.ts"), path("test/embedded-database.ts")],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

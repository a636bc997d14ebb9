import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Against a deployed stage: `pnpm verify:deployed` starts it. One file, whose tests share the stage
 *  and run in the order in which they are written. */
export default defineConfig({
  test: {
    name: "deployed",
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: ["src/deployed/deployed.test.ts"],
    reporters: ["verbose"],
    // On AWS a metric is seen minutes later.
    testTimeout: 900_000,
    hookTimeout: 300_000,
  },
});

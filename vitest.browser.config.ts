import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The dashboard in a real Chromium against the real one-machine runtime. One machine serves all
 *  files, which therefore run one after another. */
export default defineConfig({
  test: {
    name: "browser",
    root: "packages/web/browser",
    include: ["*.test.ts"],
    globalSetup: [path("packages/web/browser/support/global-setup.ts")],
    setupFiles: [path("packages/web/browser/support/restored.ts")],
    fileParallelism: false,
    expect: { poll: { timeout: 30_000, interval: 50 } },
    // A slow machine may fail one attempt. `.ci/run` lists each test that needed the second.
    retry: 1,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});

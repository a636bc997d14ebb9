import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const database = fileURLToPath(new URL("packages/verify/src/test-database.ts", import.meta.url));

const rank = ({ project }: TestSpecification) => (project.name === "verify" ? 0 : 1);

/** The longest files are in `verify`: begun last, they would leave one core idle at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/** One project a package, so that `vitest --project core` runs one alone. */
export default defineConfig({
  test: {
    globalSetup: [database],
    // The default leaves a core idle, which is half of a small machine.
    maxWorkers: "100%",
    // The files of a worker share their modules: loading the SDK and zod for each of 260 files took as
    // long as the tests. No module keeps state between calls, and a test restores what it replaces.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // The SDK warns in each process that it will drop Node 20 in 2027.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
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
        test: { name: "command", root: "packages/command", include: ["src/**/*.test.ts"] },
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

import { defineConfig } from "vitest/config";
import browser from "./vitest.browser.config.ts";

/** The figures of the dashboard, which take minutes and a machine without other work. */
export default defineConfig({
  test: {
    ...browser.test,
    name: "page",
    include: ["size.test.ts", "memory.test.ts", "*.figures.ts"],
  },
});

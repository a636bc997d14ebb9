import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { functionsWith } from "@bellwether/functions/lambda";
import { describe, expect, it } from "vitest";
import { BUNDLES } from "./platform.ts";
import { CHANNELS, SECRETS } from "./synthesis.ts";

const MAX_BYTES = 575 * 1_024;

/** The function's upload as sst bundled it when the stacks ran. */
async function filesOf(name: string): Promise<{ file: string; bytes: number }[]> {
  const directory = path.join(BUNDLES, name);
  const files = await readdir(directory);
  return Promise.all(
    files.map(async (file) => {
      const full = path.join(directory, file);
      return { file: full, bytes: (await stat(full)).size };
    }),
  );
}

describe.each(Object.entries(functionsWith(CHANNELS)))("the bundle of %s", (name, module) => {
  it("is one module of less than 575 KB", async () => {
    const modules = (await filesOf(name)).filter(({ file }) => file.endsWith(".mjs"));
    expect(modules.map(({ file }) => path.basename(file))).toEqual([`${module}.mjs`]);
    expect(modules[0]?.bytes).toBeLessThan(MAX_BYTES);
  });

  it("holds no secret", async () => {
    for (const { file } of await filesOf(name)) {
      const content = await readFile(file, "utf8");
      for (const secret of Object.values(SECRETS)) expect(content).not.toContain(secret);
    }
  });
});

import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileTokenStore } from "./token-file.ts";
import { NEXT_TOKEN, TOKEN, tokenStoreContract } from "./token-store-contract.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bellwether-token-"));
  path = join(folder, "deep", "saxo-token.json");
});
afterEach(() => rm(folder, { recursive: true }));

tokenStoreContract("a file", () => fileTokenStore({ path }));

describe("the token file", () => {
  it("is readable and writable by its owner only", async () => {
    await fileTokenStore({ path }).write(TOKEN);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "deep"))).mode & 0o777).toBe(0o700);
  });

  it("is rejected once others can read it", async () => {
    const store = fileTokenStore({ path });
    await store.write(TOKEN);
    await chmod(path, 0o640);
    await expect(store.read()).rejects.toMatchObject({
      name: "TokenFileError",
      message: `${path}: others can read it; log in again after \`chmod 600\``,
    });
  });

  it("is rejected with invalid content, without revealing it", async () => {
    const store = fileTokenStore({ path });
    await store.write(TOKEN);
    await writeFile(path, '{"access_token":"secret"');
    const error: unknown = await store.read().catch((thrown: unknown) => thrown);
    expect(String(error)).toBe(
      `TokenFileError: ${path}: it contains no login; delete it and log in again`,
    );
  });

  it("leaves no temporary file, and keeps the old login when it cannot be written", async () => {
    const store = fileTokenStore({ path });
    await store.write(TOKEN);
    await store.write(NEXT_TOKEN);
    expect(await readdir(join(folder, "deep"))).toEqual(["saxo-token.json"]);
    const blocked = fileTokenStore({ path: join(path, "below-a-file") });
    await expect(blocked.write(TOKEN)).rejects.toThrow(/it cannot be written/);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual(NEXT_TOKEN);
  });
});

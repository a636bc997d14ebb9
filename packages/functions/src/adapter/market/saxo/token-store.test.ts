import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SaxoToken, TokenStore } from "./token.ts";
import { fileTokenStore } from "./token-file.ts";
import { parameterTokenStore } from "./token-parameter.ts";

const TOKEN: SaxoToken = {
  access_token: "access-1",
  access_expires_at: 1_200,
  refresh_token: "refresh-1",
  refresh_expires_at: 2_400,
};
const NEXT: SaxoToken = { ...TOKEN, access_token: "access-2", refresh_token: "refresh-2" };

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bellwether-token-"));
  path = join(folder, "deep", "saxo-token.json");
});
afterEach(() => rm(folder, { recursive: true }));

function memoryParameters(values: Map<string, string>) {
  return {
    get: async (name: string) => values.get(name) ?? null,
    put: async (name: string, value: string) => void values.set(name, value),
  };
}

const STORES: readonly [string, () => TokenStore][] = [
  ["a file", () => fileTokenStore({ path })],
  ["a parameter", () => parameterTokenStore(memoryParameters(new Map()), "/bellwether/saxo")],
];

describe.each(STORES)("a login kept in %s", (_, open) => {
  it("is none before anyone has logged in", async () => {
    expect(await open().read()).toBeNull();
  });

  it("is read back as it was written, and replaced by the next", async () => {
    const store = open();
    await store.write(TOKEN);
    expect(await store.read()).toEqual(TOKEN);
    await store.write(NEXT);
    expect(await store.read()).toEqual(NEXT);
  });
});

describe("the token file", () => {
  it("is readable and writable by its owner alone", async () => {
    await fileTokenStore({ path }).write(TOKEN);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "deep"))).mode & 0o777).toBe(0o700);
  });

  it("is refused once others can read it", async () => {
    const store = fileTokenStore({ path });
    await store.write(TOKEN);
    await chmod(path, 0o640);
    await expect(store.read()).rejects.toMatchObject({
      name: "TokenFileError",
      message: `${path}: others can read it; log in again after \`chmod 600\``,
    });
  });

  it("is refused when it holds something else, without showing what", async () => {
    const store = fileTokenStore({ path });
    await store.write(TOKEN);
    await writeFile(path, '{"access_token":"secret"');
    const error: unknown = await store.read().catch((thrown: unknown) => thrown);
    expect(String(error)).toBe(
      `TokenFileError: ${path}: it holds no login; delete it and log in again`,
    );
  });

  it("leaves nothing beside it, and its old login when it cannot be written", async () => {
    const store = fileTokenStore({ path });
    await store.write(TOKEN);
    await store.write(NEXT);
    expect(await readdir(join(folder, "deep"))).toEqual(["saxo-token.json"]);
    const blocked = fileTokenStore({ path: join(path, "below-a-file") });
    await expect(blocked.write(TOKEN)).rejects.toThrow(/it cannot be written/);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual(NEXT);
  });
});

describe("the token parameter", () => {
  it("counts a placeholder as no login", async () => {
    for (const placeholder of ["-", '{"access_token":""}']) {
      const parameters = memoryParameters(new Map([["/saxo", placeholder]]));
      expect(await parameterTokenStore(parameters, "/saxo").read()).toBeNull();
    }
  });
});

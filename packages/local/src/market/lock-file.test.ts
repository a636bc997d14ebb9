import { mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { lockFiles } from "./lock-file.ts";

describe("lock files", () => {
  let folder: string;
  const clock = { nowMs: 1_000 };
  const locks = () => lockFiles({ folder, systemNow: () => clock.nowMs });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "bellwether-lock-"));
  });

  it("grant a claim to one process at a time", async () => {
    const first = await locks().claim("saxo", 60_000);
    expect(first.kind).toBe("claimed");
    expect(await locks().claim("saxo", 60_000)).toEqual({ kind: "held", until_ms: 61_000 });
    expect((await locks().claim("another", 60_000)).kind).toBe("claimed");
  });

  it("can be claimed again after completion or expiry of the lease", async () => {
    const first = await locks().claim("saxo", 60_000);
    const token = first.kind === "claimed" ? first.token : "";
    expect(await locks().complete("saxo", token)).toBe("completed");
    expect((await locks().claim("saxo", 60_000)).kind).toBe("claimed");
    clock.nowMs += 60_001;
    expect((await locks().claim("saxo", 60_000)).kind).toBe("claimed");
  });

  it("expire when the process exited before it wrote the file", async () => {
    const file = path.join(folder, "saxo.lock");
    writeFileSync(file, "");
    utimesSync(file, clock.nowMs / 1_000, clock.nowMs / 1_000);
    expect((await locks().claim("saxo", 60_000)).kind).toBe("held");
    clock.nowMs += 60_001;
    expect((await locks().claim("saxo", 60_000)).kind).toBe("claimed");
  });

  it("are not released by a process that lost its claim", async () => {
    const first = await locks().claim("saxo", 10);
    clock.nowMs += 11;
    await locks().claim("saxo", 60_000);
    const token = first.kind === "claimed" ? first.token : "";
    expect(await locks().complete("saxo", token)).toBe("lost");
    await locks().release("saxo", token);
    expect((await locks().claim("saxo", 60_000)).kind).toBe("held");
  });
});

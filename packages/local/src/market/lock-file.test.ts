import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ClaimOutcome } from "@bellwether/core/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFiles } from "./lock-file.ts";

describe("lock files", () => {
  let folder: string;
  const clock = { nowMs: 1_000 };
  const locks = () => lockFiles({ folder, systemNow: () => clock.nowMs });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "bellwether-lock-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
    const file = path.join(folder, "saxo.1.lock");
    writeFileSync(file, "");
    utimesSync(file, clock.nowMs / 1_000, clock.nowMs / 1_000);
    expect((await locks().claim("saxo", 60_000)).kind).toBe("held");
    clock.nowMs += 60_001;
    expect((await locks().claim("saxo", 60_000)).kind).toBe("claimed");
  });

  it("are granted once when two processes see the same expired claim", async () => {
    await locks().claim("saxo", 10);
    clock.nowMs += 11;
    const claims: Promise<ClaimOutcome>[] = [];
    const slow = lockFiles({
      folder,
      // Asked after the expired claim was read: the other process claims in between.
      systemNow() {
        if (claims.length === 0) claims.push(locks().claim("saxo", 60_000));
        return clock.nowMs;
      },
    });
    claims.push(slow.claim("saxo", 60_000));
    const kinds = (await Promise.all(claims)).map(({ kind }) => kind);
    expect(kinds.toSorted((one, other) => one.localeCompare(other))).toEqual(["claimed", "held"]);
  });

  it("are granted once when the count of claims restarts meanwhile", async () => {
    await locks().claim("saxo", 10);
    clock.nowMs += 11;
    let isFirst = true;
    const slow = lockFiles({
      folder,
      systemNow() {
        if (isFirst) {
          isFirst = false;
          rmSync(path.join(folder, "saxo.1.lock"));
          void locks().claim("saxo", 60_000);
        }
        return clock.nowMs;
      },
    });
    expect((await slow.claim("saxo", 60_000)).kind).toBe("held");
    expect((await locks().claim("saxo", 60_000)).kind).toBe("held");
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

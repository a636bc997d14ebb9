import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelSettings } from "./settings.ts";

describe("the secrets of channels in secrets.env", () => {
  let home: string;
  let file: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), "bellwether-secrets-"));
    file = path.join(home, "secrets.env");
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const write = (bytes: string | Uint8Array) => writeFileSync(file, bytes, { mode: 0o600 });

  it("take precedence over the environment, and are read again each time", async () => {
    const read = channelSettings({ SLACK_BOT_TOKEN: "xoxb-old", SMTP_URL: "smtp://a" }, home);
    expect(await read()).toMatchObject({ SLACK_BOT_TOKEN: "xoxb-old" });
    write("SLACK_BOT_TOKEN=xoxb-new\nSMTP_URL=\n");
    expect(await read()).toMatchObject({ SLACK_BOT_TOKEN: "xoxb-new", SMTP_URL: "smtp://a" });
  });

  it("may begin with a byte order mark, as Windows writes it", async () => {
    write("\uFEFFSLACK_BOT_TOKEN=xoxb-1\r\n");
    expect(await channelSettings({}, home)()).toMatchObject({ SLACK_BOT_TOKEN: "xoxb-1" });
  });

  it("are rejected with the line when they are not UTF-8", async () => {
    write(Buffer.from("A=b\nSMTP_URL=smtp://caf\u00e9\n", "latin1"));
    await expect(channelSettings({}, home)()).rejects.toThrow(
      /Line 2 of .*secrets\.env is not UTF-8/,
    );
  });

  it("are rejected when other users can read the file", async () => {
    write("SLACK_BOT_TOKEN=xoxb-1\n");
    chmodSync(file, 0o644);
    await expect(channelSettings({}, home)()).rejects.toThrow("chmod 600");
  });
});

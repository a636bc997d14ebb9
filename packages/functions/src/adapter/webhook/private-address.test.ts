import { describe, expect, it } from "vitest";
import { aMessage } from "../../testing/sample.ts";
import { webhook } from "./channel.ts";
import { addressesOf, isPublic } from "./private-address.ts";

describe("an address", () => {
  it.each([
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.1.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
  ])("%s is not public", (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700:4700::1111"])(
    "%s is public",
    (address) => {
      expect(isPublic(address)).toBe(true);
    },
  );
});

describe("a webhook whose receiver may not be private", () => {
  const post = (url: string) =>
    webhook
      .open(async () => ({
        WEBHOOK_URL: url,
        WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      }))
      .post(aMessage());

  // In whatever form the address is written, the URL is read as a connection would read it.
  it.each([
    "http://127.0.0.1:9/",
    "http://localhost:9/",
    "http://[::1]:9/",
    "http://[::ffff:127.0.0.1]:9/",
    "http://2130706433:9/",
    "http://0x7f.1:9/",
    "http://169.254.169.254/latest/meta-data/",
  ])("does not call %s", async (url) => {
    await expect(post(url)).rejects.toMatchObject({ code: "refused", retryable: false });
    await expect(post(url)).rejects.toThrow(/WEBHOOK_PRIVATE_ADDRESSES=allowed/);
  });

  it("has the addresses of its host", async () => {
    expect(await addressesOf("http://[::1]:9/")).toEqual([{ address: "::1", family: 6 }]);
    expect(await addressesOf("http://0x7f.1/")).toEqual([{ address: "127.0.0.1", family: 4 }]);
  });
});

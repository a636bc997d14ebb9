import { aMessage } from "@bellwether/functions/testing";
import { describe, expect, it } from "vitest";
import { terminalChannel } from "./terminal-channel.ts";

describe("messages in a terminal", () => {
  it("are printed with their room, on one line each", async () => {
    const lines: string[] = [];
    const channel = terminalChannel({ line: (text) => lines.push(text) });
    const { name, link } = channel.markup;
    await channel.post({
      ...aMessage(),
      room: channel.roomOf("signal"),
      text: `Workflow ${name("S&P <500> &lt; 7")}\n${link("http://127.0.0.1/orders", "Orders")}`,
    });
    expect(lines).toEqual([
      "#workflows  Workflow `S&P <500> &lt; 7`",
      "Orders: http://127.0.0.1/orders",
    ]);
  });

  it("show names without control characters, on one line", () => {
    const { markup } = terminalChannel({ line: () => {} });
    expect(markup.escape("a\r\n\u001b[2Jb")).toBe("a b");
  });
});

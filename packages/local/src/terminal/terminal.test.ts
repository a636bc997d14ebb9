import { UNPRINTABLE } from "@bellwether/core/text";
import { afterEach, beforeEach, expect, it } from "vitest";
import { terminal } from "./terminal.ts";

const SHOW_CURSOR = "\u001B[?25h";
const WRAP_LINES = "\u001B[?7h";

/** Keeps the signal from ending the tests. */
const somebodyElse = () => {};
beforeEach(() => void process.on("SIGINT", somebodyElse));
afterEach(() => void process.off("SIGINT", somebodyElse));

function screen() {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  const out = { isTTY: true, columns: 80, write, on: () => out };
  return { written, ...terminal({ out, verbose: false }) };
}

it("the terminal restores cursor and line wrapping when a progress bar is interrupted", () => {
  const { progress, written } = screen();
  const bar = progress("Importing", 10);
  bar.update(3, "3 of 10");
  expect(written.join("")).not.toContain(SHOW_CURSOR);
  process.emit("SIGINT");
  expect(written.join("")).toContain(SHOW_CURSOR);
  expect(written.join("")).toContain(WRAP_LINES);
});

it("the terminal handles SIGINT only while a progress bar is drawn", () => {
  const { progress } = screen();
  const before = process.listenerCount("SIGINT");
  for (let round = 0; round < 3; round += 1) progress("Importing", 10).stop();
  expect(process.listenerCount("SIGINT")).toBe(before);
});

it("the terminal logs an error's message and its causes, not only its code", () => {
  const { log, written } = screen();
  const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  const error = Object.assign(new Error("the market did not answer", { cause }), {
    code: "unavailable",
  });
  log.warn("the run failed", { tick: 1, error });
  expect(written).toEqual([
    "warning: the run failed tick=1 error=the market did not answer (cause: read ECONNRESET)\n",
  ]);
});

const ESCAPE = String.fromCharCode(27);
const UNTRUSTED = "ada\u001b[2J\u009b2J\nerror: forged \u202egniog\u0000";

it("the terminal prints no control characters or line ends of untrusted text", () => {
  const { line, log, progress, written } = screen();
  line(`asked by ${UNTRUSTED}`);
  log.warn("paused", { by: UNTRUSTED, error: { message: UNTRUSTED } });
  expect(written.map((text) => text.split("\n").length)).toEqual([2, 2]);
  const bar = progress("Importing", 10);
  bar.update(1, UNTRUSTED);
  bar.stop();
  const own = new RegExp(`${ESCAPE}\\[(\\?25[lh]|\\?7[lh]|\\d*[GKJ])|[\r\n]`, "g");
  expect(written.join("").replaceAll(own, "")).not.toMatch(UNPRINTABLE);
});

export { printable, printableJson, printableLines } from "./printable.ts";
export { type Terminal, terminal } from "./terminal.ts";
export { terminalChannel } from "./terminal-channel.ts";

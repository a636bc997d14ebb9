export { terminal } from "./terminal.ts";
export { terminalChannel } from "./terminal-channel.ts";

export { discord } from "./channel.ts";

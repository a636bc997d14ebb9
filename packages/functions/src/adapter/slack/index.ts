export { slackPostMessage } from "./post-message.ts";

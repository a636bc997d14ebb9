export { SLACK_ROOMS, slackChannel } from "./channel.ts";
export { slackPostMessage } from "./post-message.ts";

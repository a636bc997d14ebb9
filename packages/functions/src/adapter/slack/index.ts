export { slack } from "./adapter.ts";
export { SLACK_ROOMS, slackChannel } from "./channel.ts";
export { slackMessages } from "./messages.ts";
